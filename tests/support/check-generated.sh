#!/bin/sh
# Generates anew in a copy of the tree, and fails when what is committed differs.
#   check-generated.sh openapi      the contract, from the routes
#   check-generated.sh migrations   the migrations, from the tables
set -eu

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R package.json src migrations openapi "$copy"
ln -s "$PWD/node_modules" "$copy/node_modules"

case $1 in
  openapi)
    rm -f "$copy/openapi/openapi.json"
    (cd "$copy" && node src/cli.ts openapi)
    advice='npm run openapi'
    ;;
  migrations)
    (cd "$copy" && drizzle-kit generate --config migrations/drizzle.config.ts </dev/null >output 2>&1) || true
    advice='npm run migration -- --name what_changes'
    # drizzle-kit ends with 0 even when it fails; only these words say that it compared and found nothing.
    if ! grep -q 'No schema changes' "$copy/output"; then
      cat "$copy/output"
      diff -rN -x meta "$1" "$copy/$1" || true
      echo "$1/ is not current: $advice"
      exit 1
    fi
    ;;
esac

diff -r "$1" "$copy/$1" || { echo "$1/ is not current: $advice"; exit 1; }
