import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import { dayOf } from '../../days.ts'
import type { App } from '../../http/app.ts'
import { answer, noContent, operation } from '../../http/contract/describe-operation.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { changed, created, mutate, removed } from '../../http/responses/mutate.ts'
import { sendPage } from '../../http/responses/page.ts'
import { readFor } from '../../http/responses/replica-routing.ts'
import { addAgreementGoal, changeAgreementGoal, removeAgreementGoal } from './goals.commands.ts'
import { agreementGoalList, getAgreementGoal } from './goals.queries.ts'
import {
  AgreementGoal,
  AgreementGoalPage,
  AgreementGoalPatch,
  AgreementGoalQuery,
  NewAgreementGoal,
} from './goals.schema.ts'
import { getAgreement } from './queries.ts'

const tag = 'Agreements'
const path = '/agreements/:agreementId/goals'
const onePath = `${path}/:goalId`
const params = Type.Object({ agreementId: Id })
const oneParams = Type.Object({ agreementId: Id, goalId: Id })
const config = { access: ['coordinator'] } as const

export function agreementGoalRoutes(app: App): void {
  app.get(
    path,
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'listAgreementGoals',
        'List the goals of an agreement',
        'Also those that have been replaced, unless asOf names a day.',
        {
          params,
          querystring: AgreementGoalQuery,
          response: { 200: answer(AgreementGoalPage, 'A page of goals.') },
        },
      ),
    },
    async (request, reply) => {
      const { query, actor } = request
      const today = dayOf(app.now())
      const { id } = await readFor(request, (db) => getAgreement(db, actor, request.params.agreementId, today))
      return sendPage(request, reply, agreementGoalList, { actor, agreementId: id, query })
    },
  )

  app.post(
    path,
    {
      config,
      schema: operation(
        tag,
        'addAgreementGoal',
        'Add a goal to an agreement',
        'Where it replaces another, that one gets a last day and its successorId.',
        {
          params,
          body: ref(NewAgreementGoal),
          response: { 201: answer(AgreementGoal, 'The new goal.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) =>
        created(await addAgreementGoal(work, request.params.agreementId, request.body)),
      ),
  )

  app.get(
    onePath,
    {
      config: { access: 'public' },
      schema: operation(tag, 'getAgreementGoal', 'Read a goal', 'One of an agreement.', {
        params: oneParams,
        response: { 200: answer(AgreementGoal, 'The goal.') },
      }),
    },
    async (request, reply) => {
      const { agreementId, goalId } = request.params
      return sendRow(
        request,
        reply,
        await readFor(request, (db) => getAgreementGoal(db, request.actor, agreementId, goalId)),
      )
    },
  )

  app.patch(
    onePath,
    {
      config,
      schema: operation(
        tag,
        'changeAgreementGoal',
        'Change a goal',
        'Also to say until when it was one, and what replaced it.',
        {
          params: oneParams,
          body: ref(AgreementGoalPatch),
          response: { 200: answer(AgreementGoal, 'The goal as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const { agreementId, goalId } = request.params
        return changed(await changeAgreementGoal(work, agreementId, goalId, request.body))
      }),
  )

  app.delete(
    onePath,
    {
      config,
      schema: operation(
        tag,
        'removeAgreementGoal',
        'Remove a goal',
        'For one added by mistake. One that is no goal any more gets a last day instead.',
        {
          params: oneParams,
          response: { 204: noContent('It is gone.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const { agreementId, goalId } = request.params
        await removeAgreementGoal(work, agreementId, goalId)
        return removed()
      }),
  )

  historyRoute(app, { path: onePath, param: 'goalId', table: 'agreement_goals', tag, noun: 'agreement goal' })
}
