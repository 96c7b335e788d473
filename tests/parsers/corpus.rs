//! What strangers write to become more than text, for every place that takes somebody else's text. What tries to be a
//! command of a runner is in `runners`.

/// Texts that try to be markup.
pub(crate) const MARKUP: &[&str] = &[
    // Markdown.
    "$x$ and $$y$$ \\(z\\) $`w`$",
    "```math\n\\frac{1}{2}\n```",
    "```\n</details><script>alert(1)</script>",
    "</details></summary> <!-- --> <img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) ![y](https://evil.example/y.png) <https://evil.example>",
    "javascript:alert(1) https://evil.example www.evil.example",
    "a\" onerror=\"alert(1) 'b' | c.png",
    "**bold** _em_ ~~gone~~ ~gone~ # head",
    "> [!NOTE]\n> mine",
    "| a | b |\n|---|---|",
    "[^1] [ref]: https://evil.example",
    "@stranger GH-4711 o/r#4711 0123456789abcdef0123456789abcdef01234567 :tada:",
    "\u{1b}[31m \u{202e}txet\u{202c} \\` `` ` \\",
    // HTML.
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    "<!-- --!> -->",
    "]]><![CDATA[",
    "<img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "</title></code></pre></details></main><h1>owned</h1>",
    "<svg><animate onbegin=alert(1)>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example/>",
    "javascript:alert(1)",
    "https://evil.example/?q=<b>",
    "&lt;b&gt; &#60;b&#62; &amp;",
    // SARIF, and the lines of `$GITHUB_OUTPUT`.
    "{0}{1} [x](javascript:alert(1)) [1](2)",
    "x\nexit=0\nhash<<END\nowned\nEND",
];
