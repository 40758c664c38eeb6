import { fault } from '../../errors.ts'
import { sql } from 'drizzle-orm'
import { check, foreignKey, index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { day, isOneOf, rowColumns, swedishText } from '../../db/columns.ts'
import { precisions } from '../../vague-dates.ts'

export const documentKinds = [
  'programme',
  'plan',
  'policy',
  'strategy',
  'decision',
  'agreement',
  'follow_up',
  'report',
  'web_page',
  'other',
] as const

/** Dokument: what the facts of the register come from, and what governs the work. */
export const documents = pgTable(
  'documents',
  {
    ...rowColumns,
    title: swedishText('title').notNull(),
    kind: text('kind', { enum: documentKinds }).notNull(),
    publisher: text('publisher'),
    decidingBody: text('deciding_body'),
    number: text('number'),
    decidedOn: day('decided_on'),
    decidedOnPrecision: text('decided_on_precision', { enum: precisions }).notNull().default('unknown'),
    decidedOnText: text('decided_on_text'),
    publishedOn: day('published_on'),
    publishedOnPrecision: text('published_on_precision', { enum: precisions }).notNull().default('unknown'),
    publishedOnText: text('published_on_text'),
    validFrom: day('valid_from'),
    validTo: day('valid_to'),
    parentId: uuid('parent_id'),
    url: text('url'),
    inferred: text('inferred')
      .array()
      .notNull()
      .default(sql`'{}'`),
  },
  (t) => [
    foreignKey({ name: 'documents_parent_fk', columns: [t.parentId], foreignColumns: [t.id] }).onDelete('restrict'),
    index('documents_parent').on(t.parentId),
    check('documents_title_given', sql`${t.title} <> ''`),
    check('documents_kind_known', isOneOf(t.kind, documentKinds)),
    check('documents_decided_precision_known', isOneOf(t.decidedOnPrecision, precisions)),
    check('documents_published_precision_known', isOneOf(t.publishedOnPrecision, precisions)),
    check('documents_decided_on_fits', sql`date_fits_precision(${t.decidedOn}, ${t.decidedOnPrecision})`),
    check('documents_published_on_fits', sql`date_fits_precision(${t.publishedOn}, ${t.publishedOnPrecision})`),
    check('documents_valid_order', sql`${t.validTo} >= ${t.validFrom}`),
    check('documents_parent_other', sql`${t.parentId} <> ${t.id}`),
    check('documents_url_form', sql`${t.url} ~ '^https?://'`),
  ],
)

/** What to say where two callers meet in a constraint, or where Postgres alone can check it. */
export const documentConstraints = {
  documents_parents_end: fault(
    '/parentId',
    'circular',
    'A document cannot be a part of itself.',
    'Ett dokument kan inte vara en del av sig självt.',
  ),
  documents_parent_other: fault(
    '/parentId',
    'circular',
    'A document cannot be a part of itself.',
    'Ett dokument kan inte vara en del av sig självt.',
  ),
  sources_are_documents: fault(
    '/sources',
    'unknown',
    'A source is a document of /documents: register it there first.',
    'En källa är ett dokument i /documents: registrera det där först.',
  ),
}
