import { fault } from '../../errors.ts'
import { sql } from 'drizzle-orm'
import { check, foreignKey, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { cited, day, isOneOf, rowColumns, searchText, swedishText } from '../../db/columns.ts'
import { sectors } from '../vocabularies/table.ts'

export const organisationKinds = ['legal_entity', 'unit', 'project', 'informal'] as const
export const numberStatuses = ['none', 'unverified', 'verified'] as const
/** How the documents speak of an organisation. */
export const evidences = ['signed', 'participant', 'category', 'named', 'unit', 'external'] as const
export const visibilities = ['public', 'internal'] as const

export const organisations = pgTable(
  'organisations',
  {
    ...rowColumns,
    name: swedishText('name').notNull(),
    shortName: text('short_name'),
    aliases: text('aliases')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** Ten digits without a hyphen; never a personal identity number. */
    organisationNumber: text('organisation_number'),
    numberStatus: text('number_status', { enum: numberStatuses }).notNull().default('none'),
    kind: text('kind', { enum: organisationKinds }).notNull(),
    parentId: uuid('parent_id'),
    sector: text('sector')
      .notNull()
      .references(() => sectors.code, { onDelete: 'restrict' }),
    website: text('website'),
    /** Of a function, such as info@: what is shown when no contact of the organisation is published. */
    email: text('email'),
    phone: text('phone'),
    street: text('street'),
    postcode: text('postcode'),
    city: text('city'),
    municipalityCode: text('municipality_code'),
    descriptionSv: text('description_sv'),
    descriptionEn: text('description_en'),
    visibility: text('visibility', { enum: visibilities }).notNull().default('public'),
    tags: text('tags')
      .array()
      .notNull()
      .default(sql`'{}'`),
    endedOn: day('ended_on'),
    evidence: text('evidence', { enum: evidences }),
    ...cited(),
    searchText: searchText('name', 'short_name', 'aliases', 'description_sv', 'description_en'),
  },
  (t) => [
    foreignKey({ name: 'organisations_parent_fk', columns: [t.parentId], foreignColumns: [t.id] }).onDelete('restrict'),
    uniqueIndex('organisations_number_key')
      .on(t.organisationNumber)
      .where(sql`${t.organisationNumber} is not null`),
    index('organisations_parent').on(t.parentId),
    index('organisations_sector').on(t.sector),
    index('organisations_name').on(t.name, t.id),
    index('organisations_evidence')
      .on(t.evidence)
      .where(sql`${t.evidence} is not null`),
    index('organisations_attested')
      .on(t.attestedTo)
      .where(sql`${t.attestedTo} is not null`),
    index('organisations_created').on(t.createdAt, t.id),
    index('organisations_updated').on(t.updatedAt, t.id),
    index('organisations_search').using('gin', t.searchText.op('gin_trgm_ops')),
    check('organisations_kind_known', isOneOf(t.kind, organisationKinds)),
    check('organisations_number_status_known', isOneOf(t.numberStatus, numberStatuses)),
    check('organisations_evidence_known', isOneOf(t.evidence, evidences)),
    check('organisations_visibility_known', isOneOf(t.visibility, visibilities)),
    check('organisations_number_form', sql`is_organisation_number(${t.organisationNumber})`),
    check('organisations_number_status_fits', sql`(${t.organisationNumber} is null) = (${t.numberStatus} = 'none')`),
    check('organisations_parent_other', sql`${t.parentId} <> ${t.id}`),
    check('organisations_parent_fits', sql`${t.parentId} is null or ${t.kind} in ('unit', 'project')`),
    check('organisations_unit_of_something', sql`${t.kind} <> 'unit' or ${t.parentId} is not null`),
    check('organisations_name_given', sql`${t.name} <> ''`),
    check('organisations_municipality_form', sql`${t.municipalityCode} ~ '^[0-9]{4}$'`),
    check('organisations_website_form', sql`${t.website} ~ '^https?://'`),
    check('organisations_email_form', sql`${t.email} ~ '@'`),
  ],
)

/** What to say where two callers meet in a constraint, or where Postgres alone can check it. */
export const organisationConstraints = {
  organisations_number_key: fault(
    '/organisationNumber',
    'taken',
    'Another organisation has this organisation number.',
    'En annan organisation har detta organisationsnummer.',
  ),
  organisations_parents_end: fault(
    '/parentId',
    'circular',
    'An organisation cannot be a part of itself.',
    'En organisation kan inte vara en del av sig själv.',
  ),
}
