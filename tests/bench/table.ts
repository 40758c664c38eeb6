// The figures for a person.
import type { Result, Round } from './measure.ts'

const head = [
  'workload',
  'conn',
  'ratio (min to max)',
  'goal',
  'per second',
  'p50 ms',
  'p99 ms',
  'CPU ms/1000',
  'Postgres CPU',
  'peak MB',
  'errors',
]

/** A Markdown table; where there are two values, the register's is the first and the other's the second. */
export function tableOf(results: Result[]): string {
  const lines = [head, head.map(() => '---'), ...results.map(lineOf)]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function lineOf({ workload, title, connections, ratios, goal, subject, reference }: Result): string[] {
  const both = (figure: (round: Round) => number, digits = 0) =>
    [subject, reference]
      .filter((rounds) => rounds.length > 0)
      .map((rounds) => fixed(median(rounds.map(figure)), digits))
      .join(' / ')
  const errors = [...subject, ...reference].reduce((sum, round) => sum + round.errors, 0)
  return [
    `${workload} ${title}`,
    String(connections),
    ratios.length === 0
      ? ''
      : `${fixed(median(ratios), 2)} (${fixed(Math.min(...ratios), 2)} to ${fixed(Math.max(...ratios), 2)})`,
    goal,
    both(({ perSecond }) => perSecond, workload === 'W6' ? 2 : 0),
    both(({ p50 }) => p50),
    both(({ p99 }) => p99),
    both(({ serverCpu }) => serverCpu),
    both(({ postgresCpu }) => postgresCpu),
    `${both(({ peakMb }) => peakMb)} (+${fixed(Math.max(...subject.map(({ grownMb }) => grownMb)), 0)})`,
    String(errors),
  ]
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function fixed(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '-'
}
