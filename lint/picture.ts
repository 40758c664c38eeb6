// `npm run imports`: how many imports run from which room of `src/` to which, and those that run upward.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { mayImport, roomOf, rooms, targetOf } from './rooms.ts'

const source = resolve(import.meta.dirname, '../src')
const counts = new Map<string, number>()
const upward: string[] = []

for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))) {
  const file = join(source, name)
  const from = roomOf(file)!
  for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
    const target = targetOf(file, specifier)!
    const to = roomOf(target)
    if (to === undefined || to === from) continue
    const arrow = `${from} ${to}`
    counts.set(arrow, (counts.get(arrow) ?? 0) + 1)
    if (!mayImport(from, to)) upward.push(`${name} -> ${specifier}`)
  }
}

const named = rooms.flat()
const widest = Math.max(...named.map((room) => room.length))
const line = (first: string, cells: string[]) =>
  `${first.padStart(widest)}${cells.map((cell, i) => cell.padStart(named[i]!.length + 2)).join('')}\n`
process.stdout.write(line('', named))
for (const from of named.toReversed()) {
  const cells = named.map((to) => String(counts.get(`${from} ${to}`) ?? (from === to ? '-' : '.')))
  process.stdout.write(line(from, cells))
}
process.stdout.write(`${upward.length} imports run upward${upward.map((arrow) => `\n  ${arrow}`).join('')}\n`)
process.exitCode = upward.length > 0 ? 1 : 0
