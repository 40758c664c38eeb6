import { sql } from 'drizzle-orm'
import { boolean, check, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { day, instant, isOneOf, rowColumns } from '../../db/columns.ts'
import { organisations } from '../organisations/table.ts'
import { contactRoles } from '../vocabularies/table.ts'

export const legalBases = ['public_task', 'consent'] as const

/**
 * Persons: all that the register holds on them, with `consents`. `name`, `title`, `email`, `phone` and `consent_evidence`
 * never enter the log: the trigger in the migrations names them. An erased contact is a row without a person, that those
 * who refer to it keep.
 */
export const contacts = pgTable(
  'contacts',
  {
    ...rowColumns,
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id, { onDelete: 'restrict' }),
    name: text('name'),
    title: text('title'),
    email: text('email'),
    phone: text('phone'),
    role: text('role')
      .notNull()
      .references(() => contactRoles.code, { onDelete: 'restrict' }),
    legalBasis: text('legal_basis', { enum: legalBases }).notNull().default('public_task'),
    consentGivenOn: day('consent_given_on'),
    consentWithdrawnOn: day('consent_withdrawn_on'),
    consentEvidence: text('consent_evidence'),
    publish: boolean('publish').notNull().default(false),
    retainUntil: day('retain_until'),
    erasedAt: instant('erased_at'),
  },
  (t) => [
    // The target of foreign keys that say: this contact, and of that very organisation.
    unique('contacts_of_organisation_key').on(t.id, t.organisationId),
    index('contacts_organisation').on(t.organisationId),
    index('contacts_role').on(t.role),
    // Whose time is out.
    index('contacts_retain_until')
      .on(t.retainUntil)
      .where(sql`${t.retainUntil} is not null`),
    index('contacts_erased')
      .on(t.erasedAt)
      .where(sql`${t.erasedAt} is not null`),
    index('contacts_created').on(t.createdAt, t.id),
    index('contacts_updated').on(t.updatedAt, t.id),
    check('contacts_legal_basis_known', isOneOf(t.legalBasis, legalBases)),
    check(
      'contacts_consent_given',
      sql`${t.legalBasis} <> 'consent' or ${t.consentGivenOn} is not null or ${t.erasedAt} is not null`,
    ),
    check('contacts_consent_once_given', sql`${t.consentWithdrawnOn} is null or ${t.consentGivenOn} is not null`),
    check('contacts_consent_order', sql`${t.consentWithdrawnOn} >= ${t.consentGivenOn}`),
    check('contacts_name_until_erased', sql`(${t.name} is null) = (${t.erasedAt} is not null)`),
    check(
      'contacts_erased_for_good',
      sql`${t.erasedAt} is null or not ${t.publish} and num_nonnulls(${t.title}, ${t.email}, ${t.phone}, ${t.consentGivenOn}, ${t.consentWithdrawnOn}, ${t.consentEvidence}, ${t.retainUntil}) = 0`,
    ),
    check(
      'contacts_publish_allowed',
      sql`not ${t.publish} or ${t.legalBasis} <> 'consent' or ${t.consentWithdrawnOn} is null`,
    ),
  ],
)
