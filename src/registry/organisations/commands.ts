import { and, eq, inArray } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import { dayOf } from '../../days.ts'
import { assertUnreferenced } from '../../db/references.ts'
import { removeRow } from '../../db/remove-row.ts'
import { notFound, throwFaults, type Fault } from '../../errors.ts'
import { isCoordinator } from '../../actor.ts'
import type { Work } from '../../work.ts'
import { signatures } from '../agreements/signatures.table.ts'
import { findUnusableCodes } from '../vocabularies/queries.ts'
import { codeFaults } from '../vocabularies/rules.ts'
import { sectors } from '../vocabularies/table.ts'
import { parseOrganisationNumber } from './number.rules.ts'
import { getOrganisation, isVisibleOrganisation } from './queries.ts'
import {
  assertMayChangeEntry,
  assertMayEnd,
  assertPartnerMayChange,
  organisationFaults,
  unknownOrganisation,
} from './rules.ts'
import type { NewOrganisation, Organisation, OrganisationPatch } from './schema.ts'
import { organisations } from './table.ts'

/** Registers an organisation. Throws `rule_broken` with all faults, `conflict` when its number is taken. */
export async function createOrganisation(work: Work, body: NewOrganisation): Promise<Organisation> {
  throwFaults(await newOrganisationFaults(work, body))
  const [row] = await work.tx
    .insert(organisations)
    .values({ ...columnsOf(body), name: body.name, kind: body.kind, sector: body.sector })
    .returning({ id: organisations.id })
  return getOrganisation(work.tx, work.actor, row!.id, dayOf(work.now))
}

/** Everything that is wrong with a new organisation, what it refers to included. */
export async function newOrganisationFaults(work: Work, body: NewOrganisation): Promise<Fault[]> {
  return [...organisationFaults(body, dayOf(work.now)), ...(await referenceFaults(work, body))]
}

/**
 * Changes what the patch names. A coordinator changes any organisation, a partner its own. Throws `not_found`,
 * `forbidden`, `version_mismatch`, `rule_broken`, `conflict`.
 */
export async function changeOrganisation(work: Work, id: string, patch: OrganisationPatch): Promise<Organisation> {
  const row = await lockOrganisation(work, id, 'no key update')
  if (!isCoordinator(work.actor)) {
    assertMayChangeEntry(work.actor, id)
    assertPartnerMayChange(Object.keys(patch))
  }
  await assertVersion(work, 'organisations', row)
  throwFaults(await organisationChangeFaults(work, row, patch))
  if (patch.endedOn) assertMayEnd(await activeSignatures(work, id))
  const columns = columnsOf(patch, row.organisationNumber)
  if (Object.keys(columns).length > 0) await work.tx.update(organisations).set(columns).where(eq(organisations.id, id))
  return getOrganisation(work.tx, work.actor, id, dayOf(work.now))
}

/** Everything that is wrong with an organisation as a patch would make it, what it refers to included. */
export async function organisationChangeFaults(
  work: Work,
  row: typeof organisations.$inferSelect,
  patch: OrganisationPatch,
): Promise<Fault[]> {
  const { organisationNumber = row.organisationNumber, parentId = row.parentId, kind = row.kind } = patch
  const { numberStatus, endedOn } = patch
  const standing = {
    id: row.id,
    kind,
    parentId,
    organisationNumber,
    ...(numberStatus && { numberStatus }),
    ...(endedOn && { endedOn }),
  }
  return [...organisationFaults(standing, dayOf(work.now)), ...(await referenceFaults(work, patch, row.sector))]
}

/** Removes an organisation that nothing refers to. Throws `not_found`, `version_mismatch`, `conflict` naming what does. */
export async function removeOrganisation(work: Work, id: string): Promise<void> {
  const row = await lockOrganisation(work, id, 'update')
  await assertVersion(work, 'organisations', row)
  await assertUnreferenced(work.tx, 'organisations', row)
  await removeRow(work.tx, organisations, id)
}

/**
 * The row, locked until the transaction ends; `not_found` when the caller may not know of it. `update` also keeps new
 * rows from referring to it; a mere change lets them, or two that make each other their parent would wait forever.
 */
async function lockOrganisation(work: Work, id: string, strength: 'update' | 'no key update') {
  const [row] = await work.tx
    .select()
    .from(organisations)
    .where(and(eq(organisations.id, id), isVisibleOrganisation(work.actor)))
    .for(strength)
  if (!row) throw notFound('organisation', 'organisation')
  return row
}

interface References {
  sector?: string
  parentId?: string | null
}

/** A sector that the organisation has already may have ended since. */
async function referenceFaults(work: Work, { sector, parentId }: References, presentSector?: string): Promise<Fault[]> {
  const chosen = sector === undefined || sector === presentSector ? [] : [sector]
  const unusable = await findUnusableCodes(work.tx, sectors, chosen, dayOf(work.now))
  const faults = chosen.flatMap((code) => codeFaults('/sector', code, unusable))
  if (parentId && (await work.tx.$count(organisations, eq(organisations.id, parentId))) === 0) {
    faults.push(unknownOrganisation('/parentId'))
  }
  return faults
}

function activeSignatures(work: Work, organisationId: string): Promise<number> {
  const isActive = inArray(signatures.status, ['invited', 'signed'])
  return work.tx.$count(signatures, and(eq(signatures.organisationId, organisationId), isActive))
}

/** Wire to row: only what was sent. A number that is new to the row brings its status with it, unless one was sent. */
function columnsOf(
  body: Partial<NewOrganisation> | OrganisationPatch,
  presentNumber: string | null = null,
): Partial<typeof organisations.$inferInsert> {
  const { organisationNumber, address, description, ...same } = body
  return {
    ...(organisationNumber !== undefined && numberColumns(organisationNumber, presentNumber)),
    ...(same as Partial<typeof organisations.$inferInsert>),
    ...(address === null && { street: null, postcode: null, city: null }),
    ...address,
    ...(description === null && { descriptionSv: null, descriptionEn: null }),
    ...(description?.sv !== undefined && { descriptionSv: description.sv }),
    ...(description?.en !== undefined && { descriptionEn: description.en }),
  }
}

function numberColumns(text: string | null, presentNumber: string | null) {
  if (text === null) return { organisationNumber: null, numberStatus: 'none' } as const
  const parsed = parseOrganisationNumber(text)
  if ('fault' in parsed) throw new Error('An organisation number is checked before it is written')
  return parsed.digits === presentNumber
    ? {}
    : ({ organisationNumber: parsed.digits, numberStatus: 'unverified' } as const)
}
