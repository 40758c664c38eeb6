import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { cited, day, rowColumns } from '../../db/columns.ts'

/** Målområden: what the programme wants to achieve something in. `goals` are the numbers of the Agenda 2030 goals. */
export const areas = pgTable(
  'areas',
  {
    ...rowColumns,
    code: text('code').notNull(),
    number: integer('number').notNull(),
    labelSv: text('label_sv').notNull(),
    labelEn: text('label_en').notNull(),
    descriptionSv: text('description_sv'),
    descriptionEn: text('description_en'),
    goals: integer('goals')
      .array()
      .notNull()
      .default(sql`'{}'`),
    endedOn: day('ended_on'),
    ...cited(),
  },
  (t) => [
    index('areas_attested')
      .on(t.attestedTo)
      .where(sql`${t.attestedTo} is not null`),
    unique('areas_code_key').on(t.code),
    unique('areas_number_key').on(t.number),
    check('areas_code_form', sql`is_code(${t.code})`),
    check('areas_goals_known', sql`${t.goals} <@ array[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]`),
  ],
)
