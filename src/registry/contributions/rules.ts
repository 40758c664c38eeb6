import { assertActsFor, type Actor } from '../../actor.ts'
import { fault, RegistryError, unknownFault, type Fault } from '../../errors.ts'
import { mustBecome, type States } from '../../states.ts'
import { unknownOrganisation } from '../organisations/rules.ts'
import { fewest } from '../disclosures/cells.rules.ts'
import { codeFaults, type UnusableCodes } from '../vocabularies/rules.ts'
import { isOver, type Ending } from './period.rules.ts'
import type { contributionStatuses } from './table.ts'

export type ContributionStatus = (typeof contributionStatuses)[number]

/** `full` is published with nothing left: Postgres keeps it, by the counters. */
export const contributionStates: States<ContributionStatus> = {
  subject: { en: 'The contribution', sv: 'Bidraget' },
  mayBecome: {
    draft: ['published'],
    published: ['paused', 'closed', 'withdrawn'],
    full: ['paused', 'closed', 'withdrawn'],
    paused: ['published', 'closed', 'withdrawn'],
    closed: ['published'],
    followed_up: [],
    withdrawn: [],
  },
  inSwedish: {
    draft: 'ett utkast',
    published: 'publicerat',
    full: 'fullt',
    paused: 'pausat',
    closed: 'stängt',
    followed_up: 'uppföljt',
    withdrawn: 'tillbakadraget',
  },
}
const { mayBecome, inSwedish } = contributionStates

/** Told and done: only a coordinator corrects them. */
const final: ContributionStatus[] = ['withdrawn', 'followed_up']

/** Whether a contribution still has to be given this state by an act. Throws `conflict` where it cannot be. */
export function contributionMustBecome(
  wanted: 'published' | 'paused' | 'closed' | 'withdrawn',
  present: ContributionStatus,
): boolean {
  if (present === 'full' && wanted === 'published') return false
  return mustBecome(contributionStates, present, wanted)
}

/**
 * Whether sending an offer again, under its reference, publishes it. Nothing is done silently by half: throws `conflict`,
 * with the way out, where it would stay in another state than the one asked for. What was published and is over by now
 * has been what was asked for.
 */
export function publishesWhenSentAgain(
  asked: 'draft' | 'published' | undefined,
  { status, ...offer }: { status: ContributionStatus } & Ending,
  today: string,
): boolean {
  if (asked === undefined || asked === status) return false
  if (asked === 'published') {
    if (status === 'draft') return true
    if (status === 'full' || (isOver(offer, today) && (status === 'closed' || status === 'followed_up'))) return false
  }
  const canBePublished = asked === 'published' && mayBecome[status].includes('published')
  const wayOut = canBePublished ? ', or POST /contributions/{contributionId}/publication' : ''
  const en = `It is ${status}, and does not become ${asked} by being sent again. Leave status out${wayOut}.`
  const sv = `Det är ${inSwedish[status]} och blir inte ${inSwedish[asked]} av att skickas igen. Utelämna status${wayOut.replace('or', 'eller')}.`
  throw new RegistryError('conflict', { en, sv }, [fault('/status', 'not_allowed', en, sv)])
}

/** The same for a copy that is there already, which copying again does not change. */
export function assertCopiedAs(
  asked: 'draft' | 'published' | undefined,
  there: { id: string; status: ContributionStatus } & Ending,
  today: string,
): void {
  if (!publishesWhenSentAgain(asked, there, today)) return
  const en = `The copy is there already, as a draft: POST /contributions/${there.id}/publication.`
  const sv = `Kopian finns redan, som ett utkast: POST /contributions/${there.id}/publication.`
  throw new RegistryError('conflict', { en, sv }, [fault('/status', 'not_allowed', en, sv)])
}

interface Places {
  offered: number
  funded: number | null
  reserved: number
  filled: number
}

/** How many there are in all: of those offered, those that there is money for where that is known. */
export function placesInAll({ offered, funded }: Pick<Places, 'offered' | 'funded'>): number {
  return Math.min(offered, funded ?? offered)
}

/** How many of them nobody has: `places_left` in the database. */
export function placesLeft({ offered, funded, reserved, filled }: Places): number {
  return Math.max(0, placesInAll({ offered, funded }) - reserved - filled)
}

/** How many have completed a place, where that is told: to whose it is, and to others from five on. */
export function toldOf(completed: number, sharesAll: boolean): { completed: number } | { withheld: ['completed'] } {
  return sharesAll || completed >= fewest ? { completed } : { withheld: ['completed'] }
}

/** Throws `conflict`, saying by how much, when fewer would be offered or funded than are taken. */
export function assertRoom({ offered, funded, reserved, filled }: Places): void {
  const taken = reserved + filled
  const short = (name: 'offered' | 'funded', places: number | null) =>
    places === null || places >= taken
      ? []
      : [
          fault(
            `/capacity/${name}`,
            'below_taken',
            `${taken} are taken: ${name} cannot be ${places}, which is ${taken - places} too few.`,
            `${taken} är upptagna: ${name} kan inte vara ${places}, det är ${taken - places} för få.`,
          ),
        ]
  const faults = [...short('offered', offered), ...short('funded', funded)]
  if (faults[0]) throw new RegistryError('conflict', faults[0].detail, faults)
}

/** Only an organisation that exists, still, can offer something. */
export function offererFaults(id: string | null, found: { endedOn: string | null } | null, today: string): Fault[] {
  const wrong = (code: string, en: string, sv: string) => [fault('/organisationId', code, en, sv)]
  if (id === null)
    return wrong('required', 'Say which organisation offers it.', 'Ange vilken organisation som erbjuder det.')
  if (!found) return [unknownOrganisation('/organisationId')]
  if (!found.endedOn || found.endedOn > today) return []
  return wrong('ended', 'The organisation has ceased.', 'Organisationen har upphört.')
}

/** Throws `forbidden` when another organisation than the caller's offers it. */
export function assertMayOffer(actor: Actor, organisationId: string): void {
  assertActsFor(actor, organisationId, {
    en: 'You may offer and change contributions of your own organisation only.',
    sv: 'Du kan bara erbjuda och ändra din egen organisations bidrag.',
  })
}

interface Codes {
  type: string
  areas: string[]
  targetGroups: string[]
}
/** Of what it refers to: the codes that are unknown or have ended, and whether the rows are there for the caller. */
interface Found {
  unusable: { types: UnusableCodes; areas: UnusableCodes; targetGroups: UnusableCodes }
  collaboration: boolean
  takesPart: boolean
  supervisor: boolean
}

/** What it refers to that is not there for the caller, or has ended: what it used `before` it may go on using. */
export function referenceFaults(
  wanted: Codes & { collaborationId: string | null; supervisorContactId: string | null },
  { unusable, collaboration, takesPart, supervisor }: Found,
  before?: Codes & { collaborationId: string | null; supervisorContactId: string | null },
): Fault[] {
  const newlyUsed = (used: string[] | undefined, found: UnusableCodes) => ({
    ...found,
    codes: found.codes.filter((code) => !used?.includes(code)),
  })
  const faults = [
    ...codeFaults('/type', wanted.type, newlyUsed(before && [before.type], unusable.types)),
    ...codeFaults('/areas', wanted.areas, newlyUsed(before?.areas, unusable.areas)),
    ...codeFaults('/targetGroups', wanted.targetGroups, newlyUsed(before?.targetGroups, unusable.targetGroups)),
  ]
  if (wanted.collaborationId && wanted.collaborationId !== before?.collaborationId) {
    if (!collaboration) faults.push(unknownFault('/collaborationId', 'collaboration', 'samarbete', 'ett'))
    else if (!takesPart) {
      faults.push(
        fault(
          '/collaborationId',
          'not_allowed',
          'The organisation takes no part in this collaboration; a coordinator can say that it does.',
          'Organisationen deltar inte i detta samarbete; en samordnare kan ange att den gör det.',
        ),
      )
    }
  }
  // A supervisor who is erased stays where it stood.
  if (wanted.supervisorContactId && !supervisor && wanted.supervisorContactId !== before?.supervisorContactId) {
    faults.push(
      fault(
        '/supervisorContactId',
        'unknown',
        'The supervisor must be a contact of the offering organisation.',
        'Handledaren måste vara en kontaktperson hos den erbjudande organisationen.',
      ),
    )
  }
  return faults
}

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

/**
 * Languages of ISO 639-3 that people here speak and sign, and the library of names leaves out or takes for a larger one:
 * Dari, Northern Kurdish, dialects of Romani, Assyrian, Hazaragi, Pashto, Levantine Arabic, Lakki, Swedish Sign Language.
 */
const besides = 'prs kmr rmy rmf rmn rmc rmo rmu aii haz pbt pbu pst apc lki swl fss'.split(' ')

/** Codes that are no language, or not the shortest code of one. */
export function languageFaults(languages: readonly string[]): Fault[] {
  return languages.flatMap((code, place) => {
    if (besides.includes(code)) return []
    const pointer = `/languages/${place}`
    if (!languageNames.of(code)) {
      return [
        fault(
          pointer,
          'unknown',
          'There is no such language in ISO 639: two letters, or three where it has no two.',
          'Det finns inget sådant språk i ISO 639: två bokstäver, eller tre där två saknas.',
        ),
      ]
    }
    const [shortest = code] = Intl.getCanonicalLocales(code)
    if (shortest === code) return []
    return [
      fault(pointer, 'not_allowed', `Write ${shortest}, its shorter code.`, `Skriv ${shortest}, dess kortare kod.`),
    ]
  })
}

/** Throws `conflict` when these fields are not changed any more in this state. */
export function assertMayChange(status: ContributionStatus, fields: string[], byCoordinator: boolean): void {
  if (final.includes(status) && !byCoordinator) {
    throw new RegistryError('conflict', {
      en: `It is ${status}: only a coordinator corrects it now.`,
      sv: `Det är ${inSwedish[status]}: bara en samordnare rättar det nu.`,
    })
  }
  if (status === 'draft' || !fields.includes('type')) return
  const stays = fault(
    '/type',
    'not_allowed',
    'The type stays once it has been published.',
    'Typen ändras inte efter publicering.',
  )
  throw new RegistryError('conflict', stays.detail, [stays])
}

/** What a withdrawal lacks. */
export function withdrawalFaults(reason: string | undefined, { reserved, filled }: Places): Fault[] {
  const taken = reserved + filled
  if (taken === 0 || reason !== undefined) return []
  return [
    fault(
      '/reason',
      'required',
      `${taken} are taken: say why it is withdrawn.`,
      `${taken} är upptagna: ange varför bidraget dras tillbaka.`,
    ),
  ]
}

/** Throws `conflict` unless it is a draft: what has been offered leaves a trace. */
export function assertMayRemove(status: ContributionStatus): void {
  if (status === 'draft') return
  throw new RegistryError('conflict', {
    en: `Only a draft is removed; this is ${status}. Withdraw it instead: POST .../withdrawal.`,
    sv: `Bara ett utkast tas bort; detta är ${inSwedish[status]}. Dra tillbaka det i stället: POST .../withdrawal.`,
  })
}
