import { dayOf } from '../../days.ts'
import type { App } from '../../http/app.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { findCoverage } from './coverage.queries.ts'
import { Coverage, CoverageQuery } from './coverage.schema.ts'

const description = [
  'Needs against offers by type, area and month, or by what `by` names. A need or an offer counts in full in every month that its period touches and in every area that it names, so rows of different months or areas are not to be added up. It counts in full whatever closes it later: what became of it stands beside.',
  'An offer without a first day counts from the day it was published; one without a last day for as long as it is open, and when it is closed in the month of its first day alone. Closed without any day it counts in no row. One of which only the year of a report is known (`reportYear`) counts in the rows that cover that whole year, and so in no month.',
  'Drafts do not count, nor what was withdrawn: that was taken back. Of a closed need those count that were covered. Places that are left count while they can be applied for, from this month on.',
  'Types and areas in use in the period have rows also where there is nothing. Of a row for several types, areas or months, a surplus in one can hide a lack in another.',
].join('\n\n')

export function coverageRoutes(app: App): void {
  app.get(
    '/coverage',
    {
      config: { access: ['coordinator', 'matcher', 'partner', 'reader'] },
      schema: operation('Needs', 'findCoverage', 'See where offers fall short of needs', description, {
        querystring: CoverageQuery,
        response: { 200: answer(Coverage, 'What is needed, covered, offered and lacking.') },
      }),
    },
    async (request) => findCoverage(app.db, request.actor, request.query, dayOf(app.now())),
  )
}
