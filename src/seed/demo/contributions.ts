import type { contributions } from '../../registry/contributions/table.ts'
import { areaCodes } from '../areas.ts'
import { demoSource } from '../documents.ts'
import { idOf } from '../ids.ts'
import type { SeedRow } from '../insert.ts'
import { mondayOf, plusDays } from './calendar.ts'
import type { ParticipantRow } from './collaborations.ts'
import { streets } from './names.ts'
import { offers, type Offer } from './offers.ts'
import type { ContactRow, OrganisationRow } from './organisations.ts'
import { randomFrom, type Random } from './random.ts'
import type { SignatureRow } from './signatures.ts'

type ContributionRow = SeedRow<typeof contributions>

const wanted = 5_000
const [firstYear, lastYear] = [2021, 2026]
/** The day that the demo stands still at: what is over by then is closed, what lies ahead is published or a draft. */
const today = '2026-05-01'

interface Offering {
  organisation: OrganisationRow
  since: string
  supervisorContactId?: string
  collaborationIds: string[]
}

/** Joins what the contributions need to know of each organisation. */
export function offeringsOf(
  rows: OrganisationRow[],
  people: ContactRow[],
  signed: SignatureRow[],
  taking: ParticipantRow[],
): Offering[] {
  const hosts = new Map(
    people.filter(({ role }) => role === 'placement_host').map((host) => [host.organisationId, host.id]),
  )
  const since = new Map(signed.map(({ organisationId, signedOn }) => [organisationId, signedOn]))
  return rows.map((organisation) => ({
    organisation,
    since: since.get(organisation.id)!,
    ...(hosts.has(organisation.id) && { supervisorContactId: hosts.get(organisation.id)! }),
    collaborationIds: taking.filter((row) => row.organisationId === organisation.id).map((row) => row.collaborationId),
  }))
}

/**
 * What they offer over five years and a half. Nothing is full or followed up: that follows from places taken and from
 * results, and no place is taken yet.
 */
export function demoContributions(offerings: Offering[]): ContributionRow[] {
  const by = randomFrom('contributions')
  const types = offers.flatMap((offer) => Array.from({ length: offer.share }, () => offer))
  return Array.from({ length: wanted }, (_, n) => contributionRow(n, by.pick(types), offerings, by))
}

function contributionRow(n: number, offer: Offer, offerings: Offering[], by: Random): ContributionRow {
  const season = by.pick(offer.seasons)
  const startsOn = mondayOf(by.between(firstYear, offer.until ?? lastYear), by.between(...season.weeks))
  const endsOn = plusDays(startsOn, by.between(...season.length) * 7 - 3)
  const from = by.pick(offerings.filter(({ organisation, since }) => since <= startsOn && isOf(organisation, offer)))
  const offered = by.between(...offer.places)
  const openFrom = plusDays(startsOn, -by.between(60, 120))
  const status = statusOf(openFrom, startsOn, endsOn, by)
  return {
    id: idOf(`demo/contributions/${n}`),
    organisationId: from.organisation.id,
    type: offer.type,
    title: by.pick(offer.titles),
    description: 'Påhittat exempel för demonstration.',
    areas: offer.areas.map((number) => areaCodes.get(number)!),
    targetGroups: offer.targetGroups,
    startsOn,
    endsOn,
    applyBy: plusDays(startsOn, -by.between(14, 45)),
    place: `${by.pick(streets)} ${by.between(1, 99)}, Kungälv`,
    hours: offer.hours ?? null,
    languages: by.percent(25) ? ['sv', 'en'] : ['sv'],
    supervisorContactId: from.supervisorContactId ?? null,
    collaborationId: from.collaborationIds.length > 0 && by.percent(30) ? by.pick(from.collaborationIds) : null,
    externalReference: `demo-${n}`,
    offered,
    funded: offer.funded && by.percent(40) ? by.between(Math.ceil(offered / 2), offered) : null,
    status,
    withdrawalReason: status === 'withdrawn' ? 'Verksamheten ställdes om (påhittat).' : null,
    publishedAt: status === 'draft' ? null : `${openFrom}T08:00:00.000Z`,
    sources: [demoSource],
  }
}

function isOf({ sector }: OrganisationRow, { sectors }: Offer): boolean {
  return !sectors || sectors.includes(sector)
}

function statusOf(openFrom: string, startsOn: string, endsOn: string, by: Random): ContributionRow['status'] & string {
  if (openFrom > today) return 'draft'
  if (by.percent(4)) return 'withdrawn'
  if (endsOn < today) return 'closed'
  if (startsOn < today && by.percent(60)) return 'closed'
  return by.percent(12) ? 'paused' : 'published'
}
