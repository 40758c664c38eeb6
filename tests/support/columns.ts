import { readFileSync } from 'node:fs'

export const golden = 'tests/golden/columns.txt'
export const levels = ['public', 'partner', 'coordinator', 'secret'] as const
export type Level = (typeof levels)[number]

interface Decision {
  level: Level
  /** Whether it says something of a person. */
  personal: boolean
}

/** What is decided of each column, by `table.column`. A line that is none is an error. */
export function decidedColumns(): Map<string, Decision> {
  const lines = readFileSync(golden, 'utf8').split('\n')
  return new Map(
    lines
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => {
        const [column = '', level, mark, ...more] = line.split(/\s+/)
        if (!levels.includes(level as Level) || ![undefined, 'personal'].includes(mark) || more.length > 0) {
          throw new Error(`${golden}: not a decision: ${line}`)
        }
        return [column, { level: level as Level, personal: mark === 'personal' }]
      }),
  )
}
