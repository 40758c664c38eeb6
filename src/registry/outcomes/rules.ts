import { fault, type Fault } from '../../errors.ts'
import { wholesOf } from '../vocabularies/rules.ts'

const subjects = ['contributionId', 'allocationId', 'collaborationId'] as const
export type SubjectName = (typeof subjects)[number]

/** What is said that an outcome is of; it should be one thing. */
export function subjectsGiven(outcome: { [name in SubjectName]?: string | null }): SubjectName[] {
  return subjects.filter((name) => outcome[name])
}

/** An outcome is of one thing, which there is. */
export function subjectFaults(given: SubjectName[], isKnown: boolean): Fault[] {
  if (given.length === 0) {
    return [
      fault(
        '',
        'required',
        'Say what it is an outcome of: contributionId, allocationId or collaborationId.',
        'Ange vad det är ett utfall av: contributionId, allocationId eller collaborationId.',
      ),
    ]
  }
  if (given.length > 1) {
    return given.map((name) =>
      fault(`/${name}`, 'not_allowed', 'An outcome is of one thing only.', 'Ett utfall gäller en sak.'),
    )
  }
  return isKnown ? [] : [fault(`/${given[0]}`, 'unknown', 'There is no such row.', 'Det finns ingen sådan rad.')]
}

interface Period {
  from?: string | null
  to?: string | null
}

/** Everything that is wrong with the days of an outcome: it has come by now. */
export function periodFaults({ from, to }: Period, today: string): Fault[] {
  const future = ([pointer, day]: [string, string | null | undefined]) =>
    day && day > today
      ? [fault(pointer, 'future', 'An outcome is of what has been.', 'Ett utfall gäller det som har varit.')]
      : []
  return [
    ...(from && to && to < from
      ? [fault('/to', 'before_start', 'It would end before it starts.', 'Det skulle sluta innan det börjar.')]
      : []),
    ...[['/from', from] as [string, typeof from], ['/to', to] as [string, typeof to]].flatMap(future),
  ]
}

/** What a public document states can be looked up in it. */
export function statementFaults(publiclyStated: boolean, sources: string[]): Fault[] {
  if (!publiclyStated || sources.length > 0) return []
  return [
    fault(
      '/sources',
      'required',
      'Name the public document that states the figure.',
      'Ange det offentliga dokument där uppgiften står.',
    ),
  ]
}

export interface Count {
  metric: string
  value: number
}

/** No part is larger than its whole, among the figures of one subject and period. No figure is repeated here. */
export function partFaults(
  { metric, value }: Count,
  others: Count[],
  wholes: ReadonlyMap<string, string | null>,
): Fault[] {
  const above = wholesOf(metric, wholes)
  return others.flatMap((other) => {
    if (above.includes(other.metric) && other.value < value) {
      return [
        fault(
          '/value',
          'more_than_whole',
          `This is a part of ${other.metric}, and cannot be more than that figure.`,
          `Detta är en del av ${other.metric} och kan inte vara större än den uppgiften.`,
        ),
      ]
    }
    if (wholesOf(other.metric, wholes).includes(metric) && other.value > value) {
      return [
        fault(
          '/value',
          'less_than_part',
          `${other.metric} is a part of this, and is more than that.`,
          `${other.metric} är en del av detta och är större än så.`,
        ),
      ]
    }
    return []
  })
}
