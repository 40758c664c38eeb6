import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** What the check says where Node calls itself so. */
function saidOn(version: string) {
  const script = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require('./src/needs-node.cjs')`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--eval', script], { encoding: 'utf8' })
  return { status, stdout, lines: stderr.trim().split('\n') }
}

test('a Node that is too old is told so in one line, with what to do', () => {
  for (const version of ['20.20.2', '22.18.0', '9.0.0'])
    expect(saidOn(version)).toEqual({
      status: 1,
      stdout: '',
      lines: [expect.stringMatching(/^This needs Node 24, and runs on .* without --ignore-scripts/)],
    })
  for (const version of ['24.0.0', '100.1.0']) expect(saidOn(version)).toEqual({ status: 0, stdout: '', lines: [''] })
})

test('it is asked before anything that an older Node cannot read', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  for (const name of ['start', 'cli']) expect(scripts[name]).toMatch(/^exec node --require \.\/src\/needs-node\.cjs /)
  expect(readFileSync('src/needs-node.cjs', 'utf8')).toContain('const least = 24\n')
  expect((JSON.parse(readFileSync('node_modules/node/package.json', 'utf8')) as { version: string }).version).toMatch(
    /^24\./,
  )
})
