// Loaded before all else, by `node --require`: whoever has an older Node is told so in one line, in place of what that Node
// says of the first file in TypeScript. It is read by that Node, so it is JavaScript.
'use strict'
const least = 24

if (Number.parseInt(process.versions.node, 10) < least) {
  process.stderr.write(
    `This needs Node ${least}, and runs on ${process.versions.node}: npm ci brings the right one when its install scripts may run. Run it again without --ignore-scripts, or install Node ${least}.\n`,
  )
  process.exit(1)
}
