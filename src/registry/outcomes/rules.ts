import { isCoordinator, organisationOf, type Actor } from '../../actor.ts'
import { fault, RegistryError, type Fault } from '../../errors.ts'
import { inSwedish, vagueDateFaults, type Precision } from '../../vague-dates.ts'
import { wholesOf } from '../vocabularies/rules.ts'
import { mostFigures } from '../disclosures/cells.rules.ts'

const subjects = ['contributionId', 'allocationId', 'collaborationId'] as const
export type SubjectName = (typeof subjects)[number]

/** What is said that an outcome is of; it should be one thing. */
export function subjectsGiven(outcome: { [name in SubjectName]?: string | null | undefined }): SubjectName[] {
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
  periodPrecision?: Precision | null | undefined
}

/** Everything that is wrong with the days of an outcome: it has come by now. */
export function periodFaults({ from, to, periodPrecision }: Period, today: string): Fault[] {
  const future = ([pointer, day]: [string, string | null | undefined]) =>
    day && day > today
      ? [fault(pointer, 'future', 'An outcome is of what has been.', 'Ett utfall gäller det som har varit.')]
      : []
  return [
    ...(from && to && to < from
      ? [fault('/to', 'before_start', 'It would end before it starts.', 'Det skulle sluta innan det börjar.')]
      : []),
    ...(periodPrecision && periodPrecision !== 'day' ? wholePeriodFaults(from, to, periodPrecision) : []),
    ...[['/from', from] as [string, typeof from], ['/to', to] as [string, typeof to]].flatMap(future),
  ]
}

/** A year, season or month is counted as a whole, or small figures of its parts could be told from it. */
function wholePeriodFaults(
  from: string | null | undefined,
  to: string | null | undefined,
  precision: Precision,
): Fault[] {
  const isWhole = from && to && vagueDateFaults('', { day: from, precision }).length === 0 && endsOn(to, precision)
  if (isWhole) return []
  return [
    fault(
      '/periodPrecision',
      'not_whole',
      `A period known to the ${precision} begins with the first day of one and ends with the last day of one.`,
      `En period som är känd till ${inSwedish[precision]} börjar med den första dagen i en sådan och slutar med den sista.`,
    ),
  ]
}

/** Whether a day is the last of such a period. */
function endsOn(day: string, precision: Precision): boolean {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  return vagueDateFaults('', { day: next, precision }).length === 0
}

/**
 * The day on which a metric must be in use: today, and for what a coordinator enters afterwards the last day that it
 * counts.
 */
export function metricDayOf(
  { fromDay, toDay }: { fromDay: string | null; toDay: string | null },
  byCoordinator: boolean,
  today: string,
): string {
  const last = toDay ?? fromDay ?? today
  return byCoordinator && last < today ? last : today
}

/** What a public document states can be looked up in it. */
export function statementFaults(publiclyStated: boolean, sources: readonly object[]): Fault[] {
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

/** Throws `conflict` when a subject has as many figures of a metric as one may have. */
export function assertFewEnough(figures: number): void {
  if (figures < mostFigures) return
  throw new RegistryError('conflict', {
    en: `There are ${mostFigures} figures of this metric for this subject already, and no more are kept. Record longer periods.`,
    sv: `Det finns redan ${mostFigures} uppgifter om detta mått för detta, och fler tas inte emot. Registrera längre perioder.`,
  })
}

/** A longer answer is nobody's to read, and would keep others waiting while it is written. */
export const mostSums = 5_000

/** Throws `invalid_request` when a question has more sums than are told at once: none is left out in silence. */
export function assertFewSums(sums: number): void {
  if (sums <= mostSums) return
  const tooMany: Fault = {
    part: 'query',
    pointer: '/by',
    code: 'too_many',
    detail: {
      en: `There are more than ${mostSums} sums. Name less in by, or ask with a filter, as a year at a time.`,
      sv: `Det finns fler än ${mostSums} summor. Ange mindre i by, eller fråga med ett filter, som ett år i taget.`,
    },
  }
  throw new RegistryError('invalid_request', tooMany.detail, [tooMany])
}

/** Throws `conflict` for a figure of an allocation: that is between its maker and the coordinators. */
export function assertPublishable(isOfAllPlaces: boolean): void {
  if (isOfAllPlaces) return
  throw new RegistryError('conflict', {
    en: 'A figure of an allocation is shown to who made that, and is not published.',
    sv: 'En uppgift om en tilldelning visas för den som gjort tilldelningen och publiceras inte.',
  })
}

/** Why a figure is not published before it is accepted what that tells: of these outcomes, and of people in none of them. */
export function wouldUncover(outcomeIds: string[]): RegistryError {
  const many = outcomeIds.length
  return new RegistryError(
    'conflict',
    {
      en: `Published, it could tell of few people: ${many} other figures would be uncovered by it (uncoveredBy). Send accepted: true to publish it all the same.`,
      sv: `Publicerad kan den avslöja något om få personer: ${many} andra uppgifter skulle röjas av den (uncoveredBy). Skicka accepted: true för att publicera den ändå.`,
    },
    [],
    { uncoveredBy: outcomeIds },
  )
}

/** Throws `forbidden` unless it is the caller's own; what a public document states is for coordinators to say. */
export function assertMayWrite(actor: Actor, ownerId: string | null, isStated: boolean | undefined): void {
  if (isCoordinator(actor)) return
  if (ownerId === null || organisationOf(actor) !== ownerId) {
    throw new RegistryError('forbidden', {
      en: 'You may record outcomes of your own contributions and allocations only.',
      sv: 'Du kan bara registrera utfall av dina egna bidrag och tilldelningar.',
    })
  }
  if (!isStated) return
  throw new RegistryError('forbidden', {
    en: 'A coordinator says which figures a public document states, and corrects them.',
    sv: 'En samordnare anger vilka uppgifter som står i ett offentligt dokument, och rättar dem.',
  })
}
