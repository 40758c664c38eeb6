import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { cited, day, isOneOf, rowColumns } from '../../db/columns.ts'

export const agreementStatuses = ['draft', 'open', 'closed', 'superseded'] as const

/** Avtalsversioner: what is signed. Mostly a declaration of intent that does not bind (`legallyBinding`). */
export const agreements = pgTable(
  'agreements',
  {
    ...rowColumns,
    code: text('code').notNull(),
    title: text('title').notNull(),
    purposeSv: text('purpose_sv'),
    purposeEn: text('purpose_en'),
    textSv: text('text_sv'),
    textEn: text('text_en'),
    textUrl: text('text_url'),
    legallyBinding: boolean('legally_binding').notNull().default(false),
    /** Which body decided on it, under which number in its register (diarienummer). */
    decidingBody: text('deciding_body'),
    diaryNumber: text('diary_number'),
    valueWords: text('value_words')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** Years in which goals and sub-goals are looked through again. */
    controlStations: integer('control_stations')
      .array()
      .notNull()
      .default(sql`'{}'`),
    validFrom: day('valid_from'),
    validTo: day('valid_to'),
    /** SHA-256 of the signed document, in lower-case hexadecimal. */
    documentHash: text('document_hash'),
    status: text('status', { enum: agreementStatuses }).notNull().default('draft'),
    ...cited(),
  },
  (t) => [
    index('agreements_attested')
      .on(t.attestedTo)
      .where(sql`${t.attestedTo} is not null`),
    unique('agreements_code_key').on(t.code),
    check('agreements_code_form', sql`${t.code} ~ '^[A-Z0-9][A-Z0-9-]*$'`),
    check('agreements_status_known', isOneOf(t.status, agreementStatuses)),
    check('agreements_valid_order', sql`${t.validTo} >= ${t.validFrom}`),
    check('agreements_open_valid_from', sql`${t.status} = 'draft' or ${t.validFrom} is not null`),
    // Nobody is a signatory by it after that day.
    check('agreements_superseded_valid_to', sql`${t.status} <> 'superseded' or ${t.validTo} is not null`),
    check('agreements_document_hash_form', sql`${t.documentHash} ~ '^[0-9a-f]{64}$'`),
  ],
)
