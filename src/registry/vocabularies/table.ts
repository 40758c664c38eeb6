import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core'
import { day, isOneOf, rowColumns } from '../../db/columns.ts'
import { metricUnits, units } from './units.rules.ts'

const termColumns = {
  ...rowColumns,
  code: text('code').notNull(),
  labelSv: text('label_sv').notNull(),
  labelEn: text('label_en').notNull(),
  note: text('note'),
  position: integer('position').notNull().default(0),
  /** From this day on the term is not used for anything new. */
  endedOn: day('ended_on'),
}

export const contributionTypes = pgTable(
  'contribution_types',
  {
    ...termColumns,
    unit: text('unit', { enum: units }).notNull().default('place'),
    /** How long after its end it is asked what a contribution led to. */
    followUpDays: integer('follow_up_days').notNull().default(90),
  },
  (t) => [
    unique('contribution_types_code_key').on(t.code),
    check('contribution_types_code_form', sql`is_code(${t.code})`),
    check('contribution_types_follow_up_days_not_negative', sql`${t.followUpDays} >= 0`),
    check('contribution_types_unit_known', isOneOf(t.unit, units)),
  ],
)

/** Of terms that have nothing of their own. */
const plainTerms = <Name extends string>(name: Name) =>
  pgTable(name, termColumns, (t) => [
    unique(`${name}_code_key`).on(t.code),
    check(`${name}_code_form`, sql`is_code(${t.code})`),
  ])

export const sectors = plainTerms('sectors')
export const participantRoles = plainTerms('participant_roles')
export const targetGroups = plainTerms('target_groups')
export const collaborationKinds = plainTerms('collaboration_kinds')
export const contactRoles = plainTerms('contact_roles')
export const signatureMethods = plainTerms('signature_methods')
export const signatureEndReasons = plainTerms('signature_end_reasons')

/** What an outcome counts. `partOf`: every one counted here is also counted there, as those who got work among participants. */
export const outcomeMetrics = pgTable(
  'outcome_metrics',
  { ...termColumns, unit: text('unit', { enum: metricUnits }), partOf: text('part_of') },
  (t) => [
    unique('outcome_metrics_code_key').on(t.code),
    foreignKey({ name: 'outcome_metrics_part_of_fk', columns: [t.partOf], foreignColumns: [t.code] }).onDelete(
      'restrict',
    ),
    index('outcome_metrics_part_of').on(t.partOf),
    check('outcome_metrics_code_form', sql`is_code(${t.code})`),
    check('outcome_metrics_unit_known', isOneOf(t.unit, metricUnits)),
    check('outcome_metrics_part_of_other', sql`${t.partOf} <> ${t.code}`),
  ],
)
