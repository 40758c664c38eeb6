import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { assertVersion } from '../../changes/versions.ts'
import type { Database } from '../../db/connect.ts'
import { RegistryError, throwFaults, type Fault } from '../../errors.ts'
import { present, selfLink } from '../../representation.ts'
import { mustBecome } from '../../states.ts'
import { inTransaction, type Work } from '../../work.ts'
import { isVisibleAgreement } from '../../registry/agreements/queries.ts'
import { agreements } from '../../registry/agreements/table.ts'
import { newOrganisationFaults } from '../../registry/organisations/commands.ts'
import { parseOrganisationNumber } from '../../registry/organisations/number.rules.ts'
import { getApplication, isVisibleApplication, noApplication } from './queries.ts'
import {
  agreementFaults,
  applicationStates,
  assertContactKept,
  assertUndecided,
  contactFaults,
  inOrganisation,
  keptMonths,
  textFaults,
} from './rules.ts'
import type { Application, ApplicationDecline, ApplicationPatch, ApplicationReceipt, NewApplication } from './schema.ts'
import { applications } from './table.ts'

type Row = typeof applications.$inferSelect

/** What of the contact is personal, and the message with it, as it stands when it has been erased. */
export const erasedColumns = {
  contactName: null,
  contactTitle: null,
  contactEmail: null,
  contactPhone: null,
  message: null,
  erasedAt: sql`registry_now()`,
}
const batch = 100

/** Takes in an application, from anyone. Throws `rule_broken` with all faults. */
export async function sendApplication(work: Work, body: NewApplication): Promise<ApplicationReceipt> {
  const { tx, now } = work
  const { organisation, contact, message = null } = body
  const agreement = await findAgreement(work, body.agreementId)
  throwFaults([
    ...(await organisationFaults(work, organisation)),
    ...contactFaults(contact),
    ...textFaults(body),
    ...agreementFaults(agreement, body.agreementId !== undefined),
  ])
  // The sender may write the row but not read it, so its id is not for the insert to give back.
  const { rows } = await tx.execute<{ id: string }>(sql`select uuid_v7() as id`)
  const { id } = rows[0]!
  await tx.insert(applications).values({
    id,
    agreementId: agreement!.id,
    ...organisation,
    ...organisationColumns(organisation),
    contactName: contact.name,
    ...contactColumns(contact),
    message,
  })
  const at = now.toISOString()
  return { id, version: 1, createdAt: at, updatedAt: at, status: 'received', _links: selfLink(`/applications/${id}`) }
}

/** Corrects what was mistyped. Throws `not_found`, `version_mismatch`, `rule_broken`, and `conflict` once it is decided. */
export async function changeApplication(work: Work, id: string, patch: ApplicationPatch): Promise<Application> {
  const row = await lockApplication(work, id)
  await assertVersion(work, 'applications', row)
  assertUndecided(row.status)
  assertContactKept(row)
  const { organisation = {}, contact = {}, message, agreementId } = patch
  const set = {
    ...organisationColumns(organisation),
    ...contactColumns(contact),
    ...(message !== undefined && { message }),
    ...(agreementId !== undefined && { agreementId }),
  }
  const becomes = { ...row, ...set }
  throwFaults([
    // The number as it was sent: one that is wrong is no column.
    ...(await organisationFaults(work, { ...organisationAppliedFor(becomes), ...present(organisation) })),
    ...textFaults(patch),
    ...contactFaults({ email: becomes.contactEmail, phone: becomes.contactPhone }),
    ...(agreementId === undefined ? [] : agreementFaults(await findAgreement(work, agreementId), true)),
  ])
  if (Object.keys(set).length > 0) await work.tx.update(applications).set(set).where(eq(applications.id, row.id))
  return getApplication(work.tx, work.actor, row.id)
}

/** Says that somebody is looking into it. Throws `not_found`, `version_mismatch`, `conflict`. */
export async function reviewApplication(work: Work, id: string): Promise<Application> {
  return bringTo(work, id, { status: 'in_review' })
}

/** Says no, and why. Throws `not_found`, `version_mismatch`, and `conflict` when it has been decided otherwise. */
export async function declineApplication(work: Work, id: string, { reason }: ApplicationDecline): Promise<Application> {
  return bringTo(work, id, { status: 'declined', declineReason: reason, decidedAt: work.now.toISOString() })
}

/** Says that the sender has taken it back. Throws `not_found`, `version_mismatch`, `conflict`. */
export async function withdrawApplication(work: Work, id: string): Promise<Application> {
  return bringTo(work, id, { status: 'withdrawn', decidedAt: work.now.toISOString() })
}

/** Erases contact and message of an application for good. Doing it again changes nothing. Throws as the others do. */
export async function eraseApplication(work: Work, id: string): Promise<Application> {
  const row = await lockApplication(work, id)
  if (!row.erasedAt) {
    await assertVersion(work, 'applications', row)
    await work.tx.update(applications).set(erasedColumns).where(eq(applications.id, row.id))
  }
  return getApplication(work.tx, work.actor, row.id)
}

/**
 * Erases contact and message of applications whose time is over, so many at most, and answers how many; 0 when none is
 * left. Rows that somebody else is writing are left for the next time.
 */
export async function eraseOldApplications(db: Database, now: Date): Promise<number> {
  const occasion = { actor: { kind: 'system', name: 'jobs' }, now, requestId: 'erase-old-applications' } as const
  const before = (months: number) => sql`${now.toISOString()}::timestamptz - make_interval(months => ${months})`
  return inTransaction(db, occasion, async ({ tx }) => {
    const old = tx
      .select({ id: applications.id })
      .from(applications)
      .where(
        and(
          isNull(applications.erasedAt),
          or(
            lt(applications.decidedAt, before(keptMonths.decided)),
            and(isNull(applications.decidedAt), lt(applications.createdAt, before(keptMonths.undecided))),
          ),
        ),
      )
      .limit(batch)
      .for('update', { skipLocked: true })
    const { rowCount } = await tx.update(applications).set(erasedColumns).where(inArray(applications.id, old))
    return rowCount ?? 0
  })
}

/** The row, locked until the transaction ends. Throws `not_found`. */
export async function lockApplication(work: Work, id: string): Promise<Row> {
  const [row] = await work.tx
    .select()
    .from(applications)
    .where(and(eq(applications.id, id), isVisibleApplication(work.actor)))
    .for('update')
  if (!row) throw noApplication()
  return row
}

/** The organisation that was applied for, as one is registered. */
export function organisationAppliedFor({ name, kind, sector, organisationNumber, website, municipalityCode }: Row) {
  return { name, kind, sector, ...present({ organisationNumber, website, municipalityCode }) }
}

async function bringTo(
  work: Work,
  id: string,
  set: Pick<Row, 'status'> & Partial<Pick<Row, 'declineReason' | 'decidedAt'>>,
): Promise<Application> {
  const row = await lockApplication(work, id)
  if (mustBecome(applicationStates, row.status, set.status)) {
    await assertVersion(work, 'applications', row)
    await work.tx.update(applications).set(set).where(eq(applications.id, row.id))
  } else if (set.declineReason !== undefined && set.declineReason !== row.declineReason) {
    throw new RegistryError('conflict', {
      en: 'The application has been declined already, for another reason.',
      sv: 'Intresseanmälan är redan avböjd, av ett annat skäl.',
    })
  }
  return getApplication(work.tx, work.actor, row.id)
}

/** What a unit is a part of is for the approval to say: whoever sends it does not know. */
async function organisationFaults(work: Work, organisation: NewApplication['organisation']): Promise<Fault[]> {
  const faults = await newOrganisationFaults(work, organisation)
  return inOrganisation(faults.filter(({ pointer }) => pointer !== '/parentId'))
}

/** The agreement that is named, or else the only one that is open; nothing where there is none or a choice. */
async function findAgreement({ tx, actor }: Work, id: string | undefined) {
  const found = await tx
    .select({ id: agreements.id, status: agreements.status })
    .from(agreements)
    .where(and(isVisibleAgreement(actor), id === undefined ? eq(agreements.status, 'open') : eq(agreements.id, id)))
    .limit(2)
  return found.length === 1 ? found[0] : undefined
}

/** Wire to row: only what was sent. A number that is no number is for the rules to refuse. */
function organisationColumns({ organisationNumber, ...same }: NonNullable<ApplicationPatch['organisation']>) {
  if (typeof organisationNumber !== 'string')
    return { ...same, ...(organisationNumber === null && { organisationNumber }) }
  const parsed = parseOrganisationNumber(organisationNumber)
  return { ...same, ...('digits' in parsed && { organisationNumber: parsed.digits }) }
}

function contactColumns({ name, title, email, phone }: NonNullable<ApplicationPatch['contact']>) {
  const named = { contactName: name, contactTitle: title, contactEmail: email, contactPhone: phone }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) as Partial<typeof named>
}
