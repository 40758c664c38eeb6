import { eq } from 'drizzle-orm'
import { changes } from '../changes/table.ts'
import type { Transaction } from '../db/connect.ts'
import { agreementGoals } from '../registry/agreements/goals.table.ts'
import { signatures } from '../registry/agreements/signatures.table.ts'
import { agreements } from '../registry/agreements/table.ts'
import { participants } from '../registry/collaborations/participants.table.ts'
import { collaborations } from '../registry/collaborations/table.ts'
import { contributions } from '../registry/contributions/table.ts'
import { organisations } from '../registry/organisations/table.ts'
import { omit } from '../representation.ts'
import { areaCodes } from './areas.ts'
import { aboutArea } from './documents.ts'
import { agreementFact, goalFacts, signatureFacts } from './facts/agreement.ts'
import { collaborationFacts, type CollaborationFact } from './facts/collaborations.ts'
import { contributionFacts, contributionSources, contributionsKnownAt } from './facts/contributions.ts'
import type { OrganisationFact } from './facts/organisations.ts'
import { organisationFacts } from './facts/slugs.ts'
import { idOf } from './ids.ts'
import { addReportYears, insertNew, type SeedRow } from './insert.ts'

export const agreementId = idOf(`agreements/${agreementFact.code}`)
const organisationId = (slug: string) => idOf(`organisations/${slug}`)
const collaborationId = (slug: string) => idOf(`collaborations/${slug}`)

/** Loads what the documents say of organisations, the agreement, collaborations and contributions. No person is in it. */
export async function seedFacts(tx: Transaction): Promise<void> {
  const known = await seedOrganisations(tx)
  const agreement = await seedAgreement(tx)
  const signed = signatureRows().filter((row) => known.has(row.organisationId) && agreement.has(row.agreementId))
  await insertNew(tx, signatures, signed)
  const running = await insertNew(tx, collaborations, Object.entries(collaborationFacts).map(collaborationRow))
  const taking = Object.entries(collaborationFacts).flatMap(participantRows)
  await insertNew(
    tx,
    participants,
    taking.filter((row) => running.has(row.collaborationId) && (!row.organisationId || known.has(row.organisationId))),
  )
  const offered = contributionRows()
  await insertNew(
    tx,
    contributions,
    offered.filter((row) => running.has(row.collaborationId) && known.has(row.organisationId)),
  )
  await addReportYears(tx, contributions, offered)
}

/**
 * The agreement, under its own id: a set without it when people have made another one with the same code. Its goals come
 * with it alone: one that was there before has them as rows of other ids.
 */
export async function seedAgreement(tx: Transaction): Promise<Set<string>> {
  const isNew = (await tx.$count(changes, eq(changes.rowId, agreementId))) === 0
  const known = await insertNew(tx, agreements, [{ id: agreementId, ...agreementFact }])
  const goals = goalFacts.map((fact, place) => ({
    ...fact,
    id: idOf(`agreements/${agreementFact.code}/goals/${place}`),
    agreementId,
    position: place + 1,
  }))
  if (isNew && known.has(agreementId)) await insertNew(tx, agreementGoals, goals)
  return known
}

/** Wholes before their parts; a part whose whole is gone is left out. */
async function seedOrganisations(tx: Transaction): Promise<Set<string>> {
  let known = new Set<string>()
  let [next, rest] = split(Object.entries(organisationFacts).map(organisationRow), (row) => !row.parentId)
  while (next.length > 0) {
    known = new Set([...known, ...(await insertNew(tx, organisations, next))])
    ;[next, rest] = split(rest, (row) => known.has(row.parentId!))
  }
  return known
}

function split<T>(rows: T[], isFirst: (row: T) => boolean): [first: T[], others: T[]] {
  return [rows.filter(isFirst), rows.filter((row) => !isFirst(row))]
}

function organisationRow([slug, fact]: [string, OrganisationFact]): SeedRow<typeof organisations> {
  const { kind = 'legal_entity', parent, description, ...same } = fact
  return {
    ...same,
    id: organisationId(slug),
    kind,
    ...(parent && { parentId: organisationId(parent) }),
    ...(description && { descriptionSv: description }),
  }
}

function signatureRows() {
  return signatureFacts.flatMap(({ organisations: slugs, precision, ...same }) =>
    slugs.map((slug) => ({
      ...same,
      id: idOf(`signatures/${agreementFact.code}/${slug}`),
      agreementId,
      organisationId: organisationId(slug),
      signedOnPrecision: precision,
    })),
  )
}

function collaborationRow([slug, fact]: [string, CollaborationFact]): SeedRow<typeof collaborations> {
  const { areas, started, ended, weekly, sources, ...same } = omit(
    fact,
    'participants',
    'others',
    'inferredOfParticipants',
  )
  return {
    ...same,
    id: collaborationId(slug),
    sources: areas.length === 1 ? aboutArea(areas[0]!, sources) : sources,
    areas: areas.map((number) => areaCodes.get(number)!),
    ...(started && { startedOn: started.day, startedOnPrecision: started.precision, startedOnText: started.text }),
    ...(ended && { endedOn: ended.day, endedOnPrecision: ended.precision, endedOnText: ended.text }),
    ...(weekly && { scheduleRule: weekly.rule, scheduleTime: weekly.time, scheduleTimeZone: 'Europe/Stockholm' }),
  }
}

function participantRows([slug, fact]: [string, CollaborationFact]) {
  const { participants: named = {}, others = [], inferredOfParticipants = {}, sources } = fact
  const row = (role: string, who: string) => ({
    id: idOf(`participants/${slug}/${role}/${who}`),
    collaborationId: collaborationId(slug),
    role,
    sources,
    ...(inferredOfParticipants[who] && { inferred: inferredOfParticipants[who] }),
  })
  return [
    ...Object.entries(named).flatMap(([role, slugs]) =>
      slugs.map((who) => ({ ...row(role, who), organisationId: organisationId(who) })),
    ),
    ...others.map((description) => ({ ...row('partner', description), description, organisationId: null })),
  ]
}

function contributionRows() {
  return Object.entries(contributionFacts).map(([slug, { organisation, collaboration, ...same }]) => ({
    ...same,
    id: idOf(`contributions/${slug}`),
    organisationId: organisationId(organisation),
    collaborationId: collaborationId(collaboration),
    type: 'jobbspar',
    areas: [areaCodes.get(5)!],
    targetGroups: ['etableringsgruppen'],
    sources: contributionSources,
    ...(same.status !== 'draft' && { publishedAt: contributionsKnownAt }),
  }))
}
