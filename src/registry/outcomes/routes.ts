import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import { dayOf } from '../../days.ts'
import type { App, Reply } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { varies } from '../../http/responses/security-headers.ts'
import { actsOn } from '../../http/responses/act.ts'
import { changed, created, mutate, removed } from '../../http/responses/mutate.ts'
import { answer, noContent, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { languageOf } from '../../http/responses/problem.ts'
import { readFor } from '../../http/responses/replica-routing.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import { changeOutcome, publishOutcome, recordOutcome, removeOutcome } from './commands.ts'
import { findOutcome, outcomeList, toOutcome } from './queries.ts'
import {
  NewOutcome,
  Outcome,
  OutcomePage,
  OutcomePatch,
  OutcomePublication,
  OutcomeQuery,
  OutcomeSummary,
  OutcomeSummaryQuery,
  usualKeys,
} from './schema.ts'
import { sumUpOutcomes } from './summary.queries.ts'

const tag = 'Outcomes'
const path = '/outcomes/:outcomeId'
const params = Type.Object({ outcomeId: Id })
const writers = { access: ['coordinator', 'partner', 'matcher'] } as const
const seen =
  'Of contributions and collaborations that the caller may know of, and of its own allocations. A figure below 5 is hidden, and one that would tell of fewer than 5 with others that were ever told: that is decided when it is written. Coordinators see all, and an organisation its own.'

/** What stands in place of a hidden figure is in the caller's language. */
const byLanguage = {
  onSend: async (_: unknown, reply: Reply) => {
    varies(reply, 'accept-language')
  },
}

export function outcomeRoutes(app: App): void {
  app.get(
    '/outcomes',
    {
      ...byLanguage,
      config: { access: 'public' },
      schema: operation(tag, 'listOutcomes', 'List outcomes', seen, {
        querystring: OutcomeQuery,
        response: { 200: answer(OutcomePage, 'A page of outcomes.') },
      }),
    },
    async (request, reply) => {
      const { query, actor } = request
      return sendPage(request, reply, outcomeList, {
        actor,
        today: dayOf(app.now()),
        language: languageOf(request),
        query,
      })
    },
  )

  app.get(
    '/outcomes/summary',
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'sumUpOutcomes',
        'Sum up outcomes',
        'By metric, and by collaboration, type and year, or by what `by` names. No sum crosses collaborations unless it is by type (of offers) or area, nor years: where `by` would have it do so there is no sum, and `mixes` says what it would mix. Nor does any cross units, since each metric counts one thing (`unit`; what it counts stands in the vocabulary outcome metrics). A figure belongs to the year in which its period ended, or to that of its report. What the caller is not shown is in no sum: the sum is then at least so much. A figure that lies within another one, in time or in the same collaboration or contribution, is not counted twice.',
        {
          querystring: OutcomeSummaryQuery,
          response: { 200: answer(OutcomeSummary, 'The sums.') },
        },
      ),
    },
    async (request, reply) => {
      const { by = usualKeys, ...filters } = request.query
      const { actor } = request
      const items = await readFor(request, (db) => sumUpOutcomes(db, actor, filters, by, dayOf(app.now())))
      return reply.send({ by: [...by], items })
    },
  )

  app.post(
    '/outcomes',
    {
      config: writers,
      schema: operation(
        tag,
        'recordOutcome',
        'Record an outcome',
        'A partner of its own contributions, a matcher of its own allocations, a coordinator of anything. No part may be larger than its whole, such as those who got work than those who took part. What others are told of it is decided now, beside all that was ever told: who comes later may be told less. At most 200 figures of a metric for one subject.',
        {
          body: ref(NewOutcome),
          response: { 201: answer(Outcome, 'The new outcome.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await recordOutcome(work, request.body)
        return created(row, shownBesides(row))
      }),
  )

  app.get(
    path,
    {
      ...byLanguage,
      config: { access: 'public' },
      schema: operation(tag, 'getOutcome', 'Read an outcome', seen, {
        params,
        response: { 200: answer(Outcome, 'The outcome.') },
      }),
    },
    async (request, reply) => {
      const { actor } = request
      const { outcomeId } = request.params
      const found = await readFor(request, (db) => findOutcome(db, actor, outcomeId, dayOf(app.now())))
      const row = toOutcome(found, languageOf(request))
      return sendRow(request, reply, row, shownBesides(row))
    },
  )

  app.patch(
    path,
    {
      config: writers,
      schema: operation(
        tag,
        'changeOutcome',
        'Change an outcome',
        'What it is of stays. What a public document states, a coordinator corrects.',
        {
          params,
          body: ref(OutcomePatch),
          response: { 200: answer(Outcome, 'The outcome as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await changeOutcome(work, request.params.outcomeId, request.body)
        return changed(row, shownBesides(row))
      }),
  )

  app.delete(
    path,
    {
      config: writers,
      schema: operation(tag, 'removeOutcome', 'Remove an outcome', 'For one recorded by mistake.', {
        params,
        response: { 204: noContent('It is gone.') },
      }),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        await removeOutcome(work, request.params.outcomeId)
        return removed()
      }),
  )

  const act = actsOn(app, {
    path,
    config: { access: ['coordinator'] },
    tag,
    row: Outcome,
    answerWith: (row) => changed(row, shownBesides(row)),
  })
  act(
    'publication',
    'publishOutcome',
    'Publish an outcome',
    'Shows a figure to all that is not shown because of what it tells. Unless that is accepted it is 409, and `uncoveredBy` names the figures that would come to be known by it. Doing it again changes nothing.',
    publishOutcome,
    { body: OutcomePublication, answered: 'The outcome, shown to all.' },
  )

  historyRoute(app, { path, param: 'outcomeId', table: 'outcomes', tag, noun: 'outcome' })
}

/** Whether a figure is hidden follows from others; of a hidden one nothing goes into the ETag. */
function shownBesides({ hidden, display }: Outcome): unknown[] {
  return [hidden, display]
}
