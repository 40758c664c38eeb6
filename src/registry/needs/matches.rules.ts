import type { Words } from '../../errors.ts'
import { distanceKm, type Position } from '../contributions/position.rules.ts'

/** What is asked for; `startsOn` is no day that has passed. */
export interface Wanted {
  startsOn: string
  endsOn: string
  areas: string[]
  targetGroups: string[]
  languages: string[]
  position: Position | null
  remaining: number
}

/** What could answer it: an offer of the same type that has places left, on some of the days. */
export interface Offer {
  id: string
  startsOn: string | null
  endsOn: string | null
  areas: string[]
  targetGroups: string[]
  languages: string[]
  position: Position | null
  available: number
}

/** The most points that an offer can get for each thing: 100 in all, so that a score reads as per cent of what was wished. */
const most = {
  /** An allocation covers a need of its own type only, so whatever is suggested has these. */
  type: 25,
  /** A place on other days is seldom of any use. */
  period: 25,
  /** For whom it is meant decides whether they are taken on. */
  target_group: 15,
  /** What it serves, how one gets along there and how one gets there can be talked over. */
  area: 10,
  language: 10,
  distance: 10,
  /** The least, for several offers can share a need; fewer to arrange with is better all the same. */
  places: 5,
} as const
export const reasonCodes = Object.keys(most) as (keyof typeof most)[]

export interface Reason {
  code: keyof typeof most
  points: number
  of: number
  text: Words
}

/** Where an offer does not say, as where no distance is known: it may fit and may not. */
const ofUnknown = 0.5

/** Within a bicycle ride it makes no difference; beyond a long commute it is of no use. */
const nearKm = 5
const farKm = 50

/** The days from one to the other, both counted; less than one where the last comes first. */
export function daysBetween(first: string, last: string): number {
  return (Date.parse(last) - Date.parse(first)) / 86_400_000 + 1
}

/**
 * How well one place of an offer answers a need, 0 to 100, and why: a reason for each thing that matters, whose points
 * add up to the score. What the need does not state every offer meets in full.
 */
export function scoreOf(need: Wanted, offer: Offer): { score: number; reasons: Reason[] } {
  const reasons = [
    reasonFor('type', 1, 'Of the type asked for.', 'Av den typ som efterfrågas.'),
    periodReason(need, offer),
    codesReason('target_group', need.targetGroups, offer.targetGroups, ['target groups', 'målgrupper']),
    codesReason('area', need.areas, offer.areas, ['areas', 'målområden']),
    codesReason('language', need.languages, offer.languages, ['languages', 'språk']),
    distanceReason(need, offer),
    placesReason(need, offer),
  ]
  return { score: reasons.reduce((sum, { points }) => sum + points, 0), reasons }
}

export type Suggestion<O extends Offer> = { offer: O; score: number; reasons: Reason[]; take: number; covers: number }

/**
 * The offers, best first, and how many places to take of each. The best combination covers as much of what remains as
 * the offers can, with the highest sum of the scores of the places taken, and among such with the fewest offers. A place
 * counts as one whichever offer it comes from, so the combination is simply: of the best offer all that it has, then
 * of the next, until nothing remains. (Taking a place of a worse offer while a better one has any left could always be
 * improved by exchanging the two; of equals, the larger come first.) `covers` is what is covered from the top to here.
 */
export function suggest<O extends Offer>(need: Wanted, offers: O[]): Suggestion<O>[] {
  const scored = offers.map((offer) => ({ offer, ...scoreOf(need, offer) }))
  let covers = 0
  return scored
    .toSorted(
      (a, b) => b.score - a.score || b.offer.available - a.offer.available || (a.offer.id < b.offer.id ? -1 : 1),
    )
    .map((suggestion) => {
      const take = Math.min(suggestion.offer.available, need.remaining - covers)
      covers += take
      return { ...suggestion, take, covers }
    })
}

function reasonFor(code: Reason['code'], share: number, en: string, sv: string): Reason {
  return { code, points: Math.round(most[code] * share), of: most[code], text: { en, sv } }
}

function periodReason(need: Wanted, { startsOn, endsOn }: Offer): Reason {
  const days = daysBetween(need.startsOn, need.endsOn)
  const first = startsOn && startsOn > need.startsOn ? startsOn : need.startsOn
  const last = endsOn && endsOn < need.endsOn ? endsOn : need.endsOn
  const common = Math.max(0, daysBetween(first, last))
  return reasonFor(
    'period',
    common / days,
    `On ${common} of the ${days} days.`,
    `Under ${common} av de ${days} dagarna.`,
  )
}

/** The share of the codes asked for that the offer has. */
function codesReason(code: Reason['code'], wanted: string[], offered: string[], [en, sv]: [string, string]): Reason {
  if (wanted.length === 0) return reasonFor(code, 1, `The need names no ${en}.`, `Behovet anger inga ${sv}.`)
  if (offered.length === 0)
    return reasonFor(code, ofUnknown, `The offer names no ${en}.`, `Erbjudandet anger inga ${sv}.`)
  const met = wanted.filter((item) => offered.includes(item)).length
  const all = wanted.length
  return reasonFor(code, met / all, `Meets ${met} of ${all} ${en}.`, `Möter ${met} av ${all} ${sv}.`)
}

function distanceReason(need: Wanted, offer: Offer): Reason {
  if (!need.position) return reasonFor('distance', 1, 'The need names no position.', 'Behovet anger ingen position.')
  if (!offer.position) {
    return reasonFor('distance', ofUnknown, 'The distance is not known.', 'Avståndet är inte känt.')
  }
  const km = distanceKm(need.position, offer.position)
  const share = Math.min(1, Math.max(0, (farKm - km) / (farKm - nearKm)))
  return reasonFor('distance', share, `${Math.round(km)} km away.`, `${Math.round(km)} km bort.`)
}

function placesReason({ remaining }: Wanted, { available }: Offer): Reason {
  const share = available >= remaining ? 1 : available / remaining
  return reasonFor(
    'places',
    share,
    `${available} left; ${remaining} still asked for.`,
    `${available} kvar; ${remaining} efterfrågas ännu.`,
  )
}
