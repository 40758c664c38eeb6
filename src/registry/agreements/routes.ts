import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import { dayOf } from '../../days.ts'
import type { App } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { changed, created, mutate, removed } from '../../http/responses/mutate.ts'
import { answer, noContent, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { readFor } from '../../http/responses/replica-routing.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import { changeAgreement, createAgreement, removeAgreement } from './commands.ts'
import { agreementGoalRoutes } from './goals.routes.ts'
import { agreementList, getAgreement } from './queries.ts'
import { Agreement, AgreementPage, AgreementPatch, AgreementQuery, NewAgreement } from './schema.ts'

const tag = 'Agreements'
const params = Type.Object({ agreementId: Id })
const config = { access: ['coordinator'] } as const

export function agreementRoutes(app: App): void {
  app.get(
    '/agreements',
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'listAgreements',
        'List agreements',
        'All versions of the agreement; drafts for coordinators only.',
        {
          querystring: AgreementQuery,
          response: { 200: answer(AgreementPage, 'A page of agreements.') },
        },
      ),
    },
    async (request, reply) => {
      const { query, actor } = request
      return sendPage(request, reply, agreementList, { actor, today: dayOf(app.now()), query })
    },
  )

  app.post(
    '/agreements',
    {
      config,
      schema: operation(
        tag,
        'createAgreement',
        'Make an agreement',
        'A new version of the agreement: a draft, or open at once.',
        {
          body: ref(NewAgreement),
          response: { 201: answer(Agreement, 'The new agreement.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await createAgreement(work, request.body)
        return created(row, row.goals)
      }),
  )

  app.get(
    '/agreements/:agreementId',
    {
      config: { access: 'public' },
      schema: operation(tag, 'getAgreement', 'Read an agreement', 'A draft is for coordinators only.', {
        params,
        response: { 200: answer(Agreement, 'The agreement.') },
      }),
    },
    async (request, reply) => {
      const {
        actor,
        params: { agreementId },
      } = request
      const row = await readFor(request, (db) => getAgreement(db, actor, agreementId, dayOf(app.now())))
      return sendRow(request, reply, row, row.goals)
    },
  )

  app.patch(
    '/agreements/:agreementId',
    {
      config,
      schema: operation(
        tag,
        'changeAgreement',
        'Change an agreement',
        'Its code stays, and its goals are changed one by one. A status goes forward only: draft, open, closed, superseded; a closed one may be opened again.',
        {
          params,
          body: ref(AgreementPatch),
          response: { 200: answer(Agreement, 'The agreement as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await changeAgreement(work, request.params.agreementId, request.body)
        return changed(row, row.goals)
      }),
  )

  app.delete(
    '/agreements/:agreementId',
    {
      config,
      schema: operation(
        tag,
        'removeAgreement',
        'Remove an agreement',
        'For one made by mistake, that nobody has signed or been invited to sign.',
        {
          params,
          response: { 204: noContent('It is gone.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        await removeAgreement(work, request.params.agreementId)
        return removed()
      }),
  )

  historyRoute(app, {
    path: '/agreements/:agreementId',
    param: 'agreementId',
    table: 'agreements',
    tag,
    noun: 'agreement',
  })
  agreementGoalRoutes(app)
}
