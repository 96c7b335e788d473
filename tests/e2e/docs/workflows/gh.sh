#!/usr/bin/env bash
# Stands in for `gh`: GitHub's side of the example workflows, kept as JSON files in $HOME/github. Filters are run by jq.
# What GitHub would refuse fails here, too, and so does every call that is not known.
set -euo pipefail
state=$HOME/github
unknown() { echo "gh: unexpected: $*" >&2; exit 2; }
arguments() { [ "$1" = "$2" ] || { echo "gh: $2 arguments, expected $1" >&2; exit 2; }; }
change() { jq "${@:2}" "$1" > "$1.new"; mv "$1.new" "$1"; }

[ -n "${GH_TOKEN:-}" ] || { echo "gh: to use GitHub CLI in a workflow, set GH_TOKEN" >&2; exit 4; }
case "$1 ${2:-}" in
  "auth setup-git") arguments $# 2 ;;
  "api --paginate") # PATH --jq FILTER
    arguments $# 5
    [[ "$3 $4" =~ ^repos/contoso/widgets/issues/([0-9]+)/comments\ --jq$ ]] || unknown "$@"
    jq --raw-output "$5" "$state/comments-${BASH_REMATCH[1]}.json" ;;
  "api --method") # METHOD PATH --field body=@FILE --silent
    arguments $# 7
    [[ "$5 $6 $7" =~ ^--field\ body=@([a-z]+\.md)\ --silent$ ]] || unknown "$@"
    body=$(cat "${BASH_REMATCH[1]}")
    [ -n "$body" ] && [ "${#body}" -le 65536 ] || { echo "gh: body is too long or empty (HTTP 422)" >&2; exit 1; }
    if [[ "$3 $4" =~ ^POST\ repos/contoso/widgets/issues/([0-9]+)/comments$ ]]; then
      change "$state/comments-${BASH_REMATCH[1]}.json" --arg body "$body" \
        '. + [{ id: (100 + length), user: { login: "github-actions[bot]" }, body: $body }]'
    elif [[ "$3 $4" =~ ^PATCH\ repos/contoso/widgets/issues/comments/([0-9]+)$ ]]; then
      file=$(grep --files-with-matches --extended-regexp "\"id\": ${BASH_REMATCH[1]}\b" "$state"/comments-*.json) \
        || { echo "gh: Not Found (HTTP 404)" >&2; exit 1; }
      change "$file" --arg body "$body" --argjson id "${BASH_REMATCH[1]}" 'map(if .id == $id then .body = $body else . end)'
    else
      unknown "$@"
    fi ;;
  "api repos/contoso/widgets/"*) # PATH --jq FILTER
    arguments $# 4
    if [[ "$2 $3" =~ ^repos/contoso/widgets/commits/([0-9a-f]{40})/pulls\ --jq$ ]]; then
      jq --raw-output "$4" "$state/pulls-of-commit.json"
    elif [ "$2 $3" = "repos/contoso/widgets/pulls?state=closed&base=main&sort=updated&direction=desc&per_page=30 --jq" ]; then
      jq --raw-output "$4" "$state/pulls-closed.json"
    elif [ "$2 $3" = "repos/contoso/widgets/actions/workflows/apply-on-merge.yml/runs?per_page=30 --jq" ]; then
      jq --raw-output "$4" "$state/runs.json"
    elif [[ "$2 $3" =~ ^repos/contoso/widgets/pulls/([0-9]+)\ --jq$ ]]; then
      [ -f "$state/pull-${BASH_REMATCH[1]}.json" ] || { echo "gh: Not Found (HTTP 404)" >&2; exit 1; }
      jq --raw-output "$4" "$state/pull-${BASH_REMATCH[1]}.json"
    else
      unknown "$@"
    fi ;;
  "run download") # ID --repo REPO --name NAME --dir DIR
    arguments $# 9
    [[ "$3 $4 $5 $6 $7 $8" =~ ^[0-9]+\ --repo\ contoso/widgets\ --name\ ([a-z-]+)\ --dir$ ]] || unknown "$@"
    [ -d "$state/artifacts/${BASH_REMATCH[1]}" ] || { echo "gh: no artifact matches any of the names" >&2; exit 1; }
    mkdir -p "$9"
    cp --no-dereference --recursive "$state/artifacts/${BASH_REMATCH[1]}/." "$9" ;;
  "release view") # TAG --json isPrerelease --jq FILTER
    arguments $# 7
    [ "$4 $5 $6" = "--json isPrerelease --jq" ] || unknown "$@"
    [ -f "$state/release-$3.json" ] || { echo "release not found" >&2; exit 1; }
    jq --raw-output "$7" "$state/release-$3.json" ;;
  "release edit") # TAG --prerelease=false --latest
    arguments $# 5
    [ "$4 $5" = "--prerelease=false --latest" ] || unknown "$@"
    change "$state/release-$3.json" '.isPrerelease = false | .isLatest = true' ;;
  "pr view") # BRANCH --json state --jq FILTER
    arguments $# 7
    [ "$4 $5 $6" = "--json state --jq" ] || unknown "$@"
    [ -f "$state/pull-request.json" ] || { echo "no pull requests found for branch \"$3\"" >&2; exit 1; }
    jq --raw-output "$7" "$state/pull-request.json" ;;
  "pr create") # --base main --head BRANCH --title TITLE (--body TEXT | --body-file FILE)
    arguments $# 10
    [[ "$3 $4 $5 $7 $9" =~ ^--base\ main\ --head\ --title\ (--body|--body-file)$ ]] || unknown "$@"
    [ "${9}" = --body ] || [ -s "${10}" ] || unknown "$@"
    [ "$(jq --raw-output .state "$state/pull-request.json" 2> /dev/null)" != OPEN ] \
      || { echo "a pull request for branch \"$6\" already exists" >&2; exit 1; }
    git ls-remote --exit-code --heads origin "$6" > /dev/null || { echo "no branch $6 (HTTP 422)" >&2; exit 1; }
    jq --null-input --arg head "$6" --arg title "$8" '{ state: "OPEN", head: $head, title: $title }' > "$state/pull-request.json" ;;
  "pr close") # BRANCH --delete-branch --comment TEXT
    arguments $# 6
    [ "$4 $5" = "--delete-branch --comment" ] || unknown "$@"
    change "$state/pull-request.json" --arg head "$3" 'if .head == $head and .state == "OPEN" then .state = "CLOSED" else error("not open") end'
    git push --quiet origin --delete "$3" ;;
  *) unknown "$@" ;;
esac
