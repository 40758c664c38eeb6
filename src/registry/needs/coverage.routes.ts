import { dayOf } from '../../days.ts'
import type { App } from '../../http/app.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { findCoverage } from './coverage.queries.ts'
import { Coverage, CoverageQuery } from './coverage.schema.ts'

export function coverageRoutes(app: App): void {
  app.get(
    '/coverage',
    {
      config: { access: ['coordinator', 'matcher', 'partner', 'reader'] },
      schema: operation(
        'Needs',
        'findCoverage',
        'See where offers fall short of needs',
        'Needs against offers by type, area and month, or by what `by` names. A need or an offer counts in full in every month that its period touches (one without a first or last day has no end that way) and in every area that it names, so rows of different months or areas are not to be added up. Drafts and what was withdrawn do not count. Places that are left count while they can be applied for, from this month on. Of a row for several types, areas or months, a surplus in one can hide a lack in another.',
        {
          querystring: CoverageQuery,
          response: { 200: answer(Coverage, 'What is needed, covered, offered and lacking.') },
        },
      ),
    },
    async (request) => findCoverage(app.db, request.actor, request.query, dayOf(app.now())),
  )
}
