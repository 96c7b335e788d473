//! The canonical layout.

use storectl_manifest::format;

#[test]
fn keys_come_in_their_order_and_comments_with_them() {
    let text = r#"

# yaml-language-server: $schema=../schema.json


# Owned by the release team.
listings:
      # English


      en-us:   # main
          whatsNew:   |  # news
              One

                two
              # not a comment
          description: >2-
              Indented
            text
          searchTerms:
          - gears   # first
          # second
          - "widgets
            and more"
          # the end of the terms

          # screenshots: []
# German
      de-de: {shortDescription: x,
        # flow
        copyright: y}   # end
productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf

# Nothing below this.
apiVersion: storectl/v1   
packages:
-   # dash
    packageType: exe
    packageUrl: https://contoso.com
-  languages: [en-us]
   # url
   packageUrl:
       b

vars:
  version: '1.4.2'
# end
"#;
    let formatted = String::from_utf8(format("storectl.yaml", text.as_bytes()).unwrap()).unwrap();
    insta::assert_snapshot!(formatted, @r#"
        # yaml-language-server: $schema=../schema.json

        # Nothing below this.
        apiVersion: storectl/v1
        productId: 3e31a9f9-84e8-4d2d-9eba-487878d02ebf

        vars:
          version: '1.4.2'
        # Owned by the release team.
        listings:
          # English

          en-us:   # main
            description: >2-
                Indented
              text
            whatsNew: |  # news
              One

                two
              # not a comment
            searchTerms:
              - gears   # first
              # second
              - "widgets
                and more"
            # the end of the terms

            # screenshots: []
          # German
          de-de: {shortDescription: x,
            # flow
            copyright: y}   # end
        packages:
          -   # dash
            packageUrl: https://contoso.com
            packageType: exe
          -
            # url
            packageUrl: b
            languages: [en-us]
        # end
        "#);
    let again = format("storectl.yaml", formatted.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), formatted);
}

#[test]
fn lines_of_blanks_in_a_block_stay() {
    for text in [
        "name: |\n  a\n     \n  b\n",
        "name: |\n  a\n    \nproductId: x\n",
        "name: |2\n     \n  b\n",
        "name: |-\n  a\n   \n",
        "name: |2\n   \n",
    ] {
        let text = format!("apiVersion: storectl/v1\n{text}");
        let once = format("storectl.yaml", text.as_bytes());
        let once = once.unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(format("storectl.yaml", &once).unwrap(), once, "{text:?}");
    }
}

#[test]
fn what_is_formatted_stays() {
    for text in [
        // A key without a colon, which is no value.
        "vars: { name: x, version }\nlistings:\n  en-us: { copyright }\n",
        "listings:\n  - { a: x, b }\nvars: {}\n",
        "vars: [x, ? \"c\" ]\nlistings: [x]\n",
        // Blocks without a text, at the end of the file and before more.
        "a: |",
        "a: |+\n\n\nb: x\n",
        "a: |+\n\n\n",
        // Blocks of blanks alone, which are no text.
        "listings:\n  en-us:\n    description: |\n        \nname: x\n",
        "packages:\n  - packageUrl: x\r\nname: |\r\n  \r\nvars:\r\n  a: x\r\n",
        "vars:\n  a: |\n      \n  b: >-\n   \n",
        // White space of Unicode that YAML takes for text.
        "name: x\u{2000}\nvars: { a: y\u{a0}, b: \u{3000} }\n# \u{2003}\n",
    ] {
        let once = format("storectl.yaml", text.as_bytes()).unwrap();
        let twice = format("storectl.yaml", &once).unwrap();
        assert_eq!(
            String::from_utf8(twice),
            String::from_utf8(once),
            "{text:?}"
        );
    }
}

#[test]
fn a_carriage_return_that_may_or_may_not_end_a_line_is_named() {
    let refused = format("storectl.yaml", b"name: a\nvars:\r  version: b\n").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "line 2 contains a carriage return without a line feed; save the manifest with one kind of line ending"
    );
}
