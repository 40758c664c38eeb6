import { sql } from 'drizzle-orm'
import { boolean, check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant, isOneOf, rowColumns, searchText, swedishText } from '../../db/columns.ts'
import { apiKeys } from '../../identity/api-keys/table.ts'
import { signatures } from '../../registry/agreements/signatures.table.ts'
import { agreements } from '../../registry/agreements/table.ts'
import { contacts } from '../../registry/contacts/table.ts'
import { organisationKinds, organisations } from '../../registry/organisations/table.ts'
import { sectors } from '../../registry/vocabularies/table.ts'

export const applicationStatuses = ['received', 'in_review', 'approved', 'declined', 'withdrawn'] as const

/**
 * Intresseanmälningar: what whoever wants to join sends in, without a key. `contact_*` and `message` are personal data:
 * the log never has them (the trigger in the migrations names them), and they are blanked when a contact has been made
 * of them or their time is over.
 */
export const applications = pgTable(
  'applications',
  {
    ...rowColumns,
    agreementId: uuid('agreement_id')
      .notNull()
      .references(() => agreements.id, { onDelete: 'restrict' }),
    status: text('status', { enum: applicationStatuses }).notNull().default('received'),
    name: swedishText('name').notNull(),
    /** Ten digits without a hyphen; never a personal identity number. */
    organisationNumber: text('organisation_number'),
    kind: text('kind', { enum: organisationKinds }).notNull(),
    sector: text('sector')
      .notNull()
      .references(() => sectors.code, { onDelete: 'restrict' }),
    website: text('website'),
    municipalityCode: text('municipality_code'),
    contactName: text('contact_name'),
    contactTitle: text('contact_title'),
    contactEmail: text('contact_email'),
    contactPhone: text('contact_phone'),
    message: text('message'),
    /** When contact and message were blanked. */
    erasedAt: instant('erased_at'),
    decidedAt: instant('decided_at'),
    declineReason: text('decline_reason'),
    /** What the approval made, or joined. */
    organisationId: uuid('organisation_id').references(() => organisations.id, { onDelete: 'restrict' }),
    /** Null again when the contact has been removed. */
    contactId: uuid('contact_id').references(() => contacts.id, { onDelete: 'set null' }),
    signatureId: uuid('signature_id').references(() => signatures.id, { onDelete: 'restrict' }),
    apiKeyId: uuid('api_key_id').references(() => apiKeys.id, { onDelete: 'restrict' }),
    /** The organisation was there before the approval. */
    joined: boolean('joined').notNull().default(false),
    searchText: searchText('name'),
  },
  (t) => [
    index('applications_agreement').on(t.agreementId),
    index('applications_sector').on(t.sector),
    index('applications_organisation').on(t.organisationId),
    index('applications_contact').on(t.contactId),
    index('applications_signature').on(t.signatureId),
    index('applications_api_key').on(t.apiKeyId),
    index('applications_number').on(t.organisationNumber),
    index('applications_name').on(t.name, t.id),
    index('applications_created').on(t.createdAt, t.id),
    index('applications_updated').on(t.updatedAt, t.id),
    index('applications_search').using('gin', t.searchText.op('gin_trgm_ops')),
    check('applications_status_known', isOneOf(t.status, applicationStatuses)),
    check('applications_kind_known', isOneOf(t.kind, organisationKinds)),
    check('applications_name_given', sql`${t.name} <> ''`),
    check('applications_number_form', sql`is_organisation_number(${t.organisationNumber})`),
    check('applications_municipality_form', sql`${t.municipalityCode} ~ '^[0-9]{4}$'`),
    check('applications_website_form', sql`${t.website} ~ '^https?://'`),
    check('applications_contact_known', sql`(${t.contactName} is null) = (${t.erasedAt} is not null)`),
    check(
      'applications_contact_reachable',
      sql`${t.erasedAt} is not null or num_nonnulls(${t.contactEmail}, ${t.contactPhone}) > 0`,
    ),
    check(
      'applications_erased_whole',
      sql`${t.erasedAt} is null or num_nonnulls(${t.contactTitle}, ${t.contactEmail}, ${t.contactPhone}, ${t.message}) = 0`,
    ),
    check(
      'applications_decision_dated',
      sql`(${t.status} in ('approved', 'declined', 'withdrawn')) = (${t.decidedAt} is not null)`,
    ),
    check('applications_declined_with_reason', sql`(${t.status} = 'declined') = (${t.declineReason} is not null)`),
    check(
      'applications_approved_whole',
      sql`${t.status} <> 'approved' or (num_nonnulls(${t.organisationId}, ${t.signatureId}) = 2 and ${t.erasedAt} is not null)`,
    ),
    check(
      'applications_approved_only',
      sql`${t.status} = 'approved' or (num_nonnulls(${t.organisationId}, ${t.contactId}, ${t.signatureId}, ${t.apiKeyId}) = 0 and not ${t.joined})`,
    ),
  ],
)
