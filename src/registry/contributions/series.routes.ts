import { Type } from 'typebox'
import type { App } from '../../http/app.ts'
import { changed, created, mutate } from '../../http/responses/mutate.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { readFor } from '../../http/responses/replica-routing.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import { shownBesides } from './routes.ts'
import { Contribution } from './schema.ts'
import { copyContribution } from './series.commands.ts'
import { getSeries } from './series.queries.ts'
import { ContributionCopy, ContributionSeries } from './series.schema.ts'

const tag = 'Contributions'
const params = Type.Object({ contributionId: Id })

export function seriesRoutes(app: App): void {
  app.post(
    '/contributions/:contributionId/copies',
    {
      config: { access: ['coordinator', 'partner', 'matcher'] },
      schema: operation(
        tag,
        'copyContribution',
        'Offer a contribution again',
        'A partner its own, in the same weeks of another year or on other days. All that is not said is as it was; the copy is a draft unless it is said to be published, and belongs to the series of the original. A series has one contribution that begins on a day: where there is one already, withdrawn ones aside, that one is answered as it is.',
        {
          params,
          body: ref(ContributionCopy),
          response: {
            200: answer(Contribution, 'The contribution of the series that begins on that day already.'),
            201: answer(Contribution, 'The copy.'),
          },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const { row, isNew } = await copyContribution(work, request.params.contributionId, request.body)
        return isNew ? created(row, shownBesides(row)) : changed(row, shownBesides(row))
      }),
  )

  app.get(
    '/contributions/:contributionId/series',
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'getSeries',
        'Compare the years of a contribution',
        'The contribution, what it was copied from and what was copied from it, year by year: those that the caller may read, without what was withdrawn.',
        {
          params,
          response: { 200: answer(ContributionSeries, 'The years of the series, the earliest first.') },
        },
      ),
    },
    async (request) => readFor(request, (db) => getSeries(db, request.actor, request.params.contributionId)),
  )
}
