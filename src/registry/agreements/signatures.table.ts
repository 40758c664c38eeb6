import { fault } from '../../errors.ts'
import { sql } from 'drizzle-orm'
import { boolean, check, foreignKey, index, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { cited, day, isOneOf, rowColumns } from '../../db/columns.ts'
import { precisions } from '../../vague-dates.ts'
import { contacts } from '../contacts/table.ts'
import { organisations } from '../organisations/table.ts'
import { signatureEndReasons, signatureMethods } from '../vocabularies/table.ts'
import { agreements } from './table.ts'

/** `annulled`: registered by mistake. It counts nowhere, and who may know of it is told as of an invitation. */
export const signatureStatuses = ['invited', 'signed', 'ended', 'annulled'] as const
export type SignatureStatus = (typeof signatureStatuses)[number]

export const signatures = pgTable(
  'signatures',
  {
    ...rowColumns,
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id, { onDelete: 'restrict' }),
    agreementId: uuid('agreement_id')
      .notNull()
      .references(() => agreements.id, { onDelete: 'restrict' }),
    signedOn: day('signed_on'),
    signedOnPrecision: text('signed_on_precision', { enum: precisions }).notNull().default('day'),
    signedOnText: text('signed_on_text'),
    /** The function in which somebody signed ("verkställande direktör"), never a name. */
    signedByFunction: text('signed_by_function'),
    signedByContactId: uuid('signed_by_contact_id'),
    method: text('method')
      .notNull()
      .references(() => signatureMethods.code, { onDelete: 'restrict' }),
    status: text('status', { enum: signatureStatuses }).notNull().default('signed'),
    endedOn: day('ended_on'),
    endReason: text('end_reason').references(() => signatureEndReasons.code, { onDelete: 'restrict' }),
    renewedFromId: uuid('renewed_from_id'),
    /** Diarienummer of the signing, who decided it, SHA-256 of a scan: for coordinators and the organisation itself. */
    diaryNumber: text('diary_number'),
    decidingBody: text('deciding_body'),
    scanHash: text('scan_hash'),
    /** Registered before there were constraints on overlaps, and against one: it stands outside them until corrected. */
    needsCorrection: boolean('needs_correction').notNull().default(false),
    ...cited(),
  },
  (t) => [
    // What is renewed is a signature of the same organisation.
    unique('signatures_of_organisation_key').on(t.id, t.organisationId),
    foreignKey({
      name: 'signatures_renewed_from_fk',
      columns: [t.renewedFromId, t.organisationId],
      foreignColumns: [t.id, t.organisationId],
    }).onDelete('restrict'),
    // The signing contact is one of the signing organisation's own.
    foreignKey({
      name: 'signatures_contact_fk',
      columns: [t.signedByContactId, t.organisationId],
      foreignColumns: [contacts.id, contacts.organisationId],
    }).onDelete('restrict'),
    uniqueIndex('signatures_one_active')
      .on(t.organisationId, t.agreementId)
      .where(sql`${t.status} in ('invited', 'signed')`),
    // Besides, what migrations say alone: `signatures_no_overlap`, an exclusion constraint on those with known first days.
    uniqueIndex('signatures_one_undated')
      .on(t.organisationId, t.agreementId)
      .where(sql`${t.status} in ('signed', 'ended') and ${t.signedOn} is null and not ${t.needsCorrection}`),
    uniqueIndex('signatures_renewed_once')
      .on(t.renewedFromId)
      .where(sql`${t.status} in ('signed', 'ended') and not ${t.needsCorrection}`),
    index('signatures_needs_correction')
      .on(t.id)
      .where(sql`${t.needsCorrection}`),
    index('signatures_organisation').on(t.organisationId, t.signedOn),
    index('signatures_agreement').on(t.agreementId),
    index('signatures_contact').on(t.signedByContactId, t.organisationId),
    index('signatures_renewed_from').on(t.renewedFromId, t.organisationId),
    index('signatures_status').on(t.status),
    index('signatures_method').on(t.method),
    index('signatures_end_reason')
      .on(t.endReason)
      .where(sql`${t.endReason} is not null`),
    index('signatures_signed').on(sql`coalesce(${t.signedOn}, 'infinity'::date)`, t.id),
    index('signatures_ended').on(t.endedOn),
    index('signatures_attested')
      .on(t.attestedTo)
      .where(sql`${t.attestedTo} is not null`),
    index('signatures_created').on(t.createdAt, t.id),
    index('signatures_updated').on(t.updatedAt, t.id),
    check('signatures_precision_known', isOneOf(t.signedOnPrecision, precisions)),
    check('signatures_status_known', isOneOf(t.status, signatureStatuses)),
    check('signatures_signed_on_fits', sql`date_fits_precision(${t.signedOn}, ${t.signedOnPrecision})`),
    check('signatures_invited_unsigned', sql`${t.status} <> 'invited' or ${t.signedOn} is null`),
    // One that is annulled keeps what was said of its end.
    check(
      'signatures_end_complete',
      sql`${t.status} = 'annulled' or (${t.status} = 'ended') = (${t.endedOn} is not null)`,
    ),
    check(
      'signatures_end_reason_given',
      sql`${t.status} = 'annulled' or (${t.status} = 'ended') = (${t.endReason} is not null)`,
    ),
    check('signatures_end_order', sql`${t.endedOn} >= ${t.signedOn}`),
    check('signatures_renewed_other', sql`${t.renewedFromId} <> ${t.id}`),
    check('signatures_scan_hash_form', sql`${t.scanHash} ~ '^[0-9a-f]{64}$'`),
  ],
)

/** What to say where two callers meet in a constraint, or where Postgres alone can check it. */
export const signatureConstraints = {
  signatures_one_active: fault(
    '/organisationId',
    'already_signed',
    'The organisation already has an active signature of this agreement.',
    'Organisationen har redan ett aktivt undertecknande av detta avtal.',
  ),
  signatures_no_overlap: fault(
    '/signedOn',
    'overlaps',
    'Another signature of the same agreement holds for the organisation at that time.',
    'Ett annat undertecknande av samma avtal gäller för organisationen vid den tiden.',
  ),
  signatures_one_undated: fault(
    '/signedOn',
    'unknown_twice',
    'The organisation has another signature of the agreement whose day is unknown.',
    'Organisationen har ett annat undertecknande av avtalet vars dag är okänd.',
  ),
  signatures_renewed_once: fault(
    '/renewedFromId',
    'already_renewed',
    'Another signature renews it already.',
    'Ett annat undertecknande förnyar det redan.',
  ),
  signatures_contact_fk: fault(
    '/signedByContactId',
    'unknown',
    'Who signed must be a contact of the signing organisation.',
    'Den som undertecknat måste vara en kontaktperson hos organisationen.',
  ),
}
