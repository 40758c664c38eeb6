import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import { dayOf } from '../../days.ts'
import type { App, Reply, Request } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { actsOn } from '../../http/responses/act.ts'
import { changed } from '../../http/responses/mutate.ts'
import { answer, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { Id } from '../../http/contract/schema.ts'
import { completeFollowUp, dropFollowUp } from './follow-ups.commands.ts'
import { followUpList, getFollowUp } from './follow-ups.queries.ts'
import { Dropping, DueFollowUpQuery, FollowUp, FollowUpPage, FollowUpQuery } from './follow-ups.schema.ts'

const tag = 'Follow-ups'
const path = '/follow-ups/:followUpId'
const params = Type.Object({ followUpId: Id })
const config = { access: ['coordinator', 'partner', 'matcher'] } as const
const seen =
  'Coordinators see all, a partner those of its own contributions, a matcher those of which it had places; and each those of collaborations that it takes part in.'

export function followUpRoutes(app: App): void {
  const send = (request: Request, reply: Reply, query: FollowUpQuery) =>
    sendPage(request, reply, followUpList, { actor: request.actor, today: dayOf(app.now()), query })

  app.get(
    '/follow-ups',
    {
      config,
      schema: operation(tag, 'listFollowUps', 'List follow-ups', seen, {
        querystring: FollowUpQuery,
        response: { 200: answer(FollowUpPage, 'A page of follow-ups.') },
      }),
    },
    async (request, reply) => send(request, reply, request.query),
  )

  app.get(
    '/follow-ups/due',
    {
      config,
      schema: operation(
        tag,
        'listDueFollowUps',
        'List what is to be followed up',
        `What has fallen due and is neither done nor dropped, the longest due first. ${seen}`,
        {
          querystring: DueFollowUpQuery,
          response: { 200: answer(FollowUpPage, 'A page of follow-ups.') },
        },
      ),
    },
    async (request, reply) => send(request, reply, { ...request.query, status: ['due'] }),
  )

  app.get(
    path,
    {
      config,
      schema: operation(tag, 'getFollowUp', 'Read a follow-up', seen, {
        params,
        response: { 200: answer(FollowUp, 'The follow-up.') },
      }),
    },
    async (request, reply) => {
      const { actor, params: of } = request
      const row = await getFollowUp(app.db, actor, of.followUpId, dayOf(app.now()))
      return sendRow(request, reply, row, [row.contribution, row.collaboration])
    },
  )

  const act = actsOn(app, {
    path,
    config,
    tag,
    row: FollowUp,
    answerWith: (row) => changed(row, [row.contribution, row.collaboration]),
  })
  act(
    'completion',
    'completeFollowUp',
    'Complete a follow-up',
    'When an outcome of the contribution, or of its places, has been recorded. A closed contribution is followed up then. For who offered it, and coordinators. That of a collaboration is done when it is confirmed.',
    completeFollowUp,
    { answered: 'The follow-up, done.' },
  )

  act(
    'dropping',
    'dropFollowUp',
    'Drop a follow-up',
    'When there is nothing to follow up. For who offered the contribution, and coordinators.',
    dropFollowUp,
    { body: Dropping, answered: 'The follow-up, dropped.' },
  )

  historyRoute(app, { path, param: 'followUpId', table: 'follow_ups', tag, noun: 'follow-up' })
}
