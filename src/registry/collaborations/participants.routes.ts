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
import { addParticipant, changeParticipant, correctParticipant, removeParticipant } from './participants.commands.ts'
import { getParticipant, participantList } from './participants.queries.ts'
import {
  NewParticipant,
  Participant,
  ParticipantCorrection,
  ParticipantPage,
  ParticipantPatch,
  ParticipantQuery,
} from './participants.schema.ts'
import { assertVisibleCollaboration } from './visible.queries.ts'

const tag = 'Collaborations'
const path = '/collaborations/:collaborationId/participants'
const onePath = `${path}/:participantId`
const params = Type.Object({ collaborationId: Id })
const oneParams = Type.Object({ collaborationId: Id, participantId: Id })
const config = { access: ['coordinator'] } as const

export function participantRoutes(app: App): void {
  app.get(
    path,
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'listParticipants',
        'List those who take part',
        'Also those who did before, unless asOf names a day.',
        {
          params,
          querystring: ParticipantQuery,
          response: { 200: answer(ParticipantPage, 'A page of participants.') },
        },
      ),
    },
    async (request, reply) => {
      const { query, actor } = request
      const { collaborationId } = request.params
      await readFor(request, (db) => assertVisibleCollaboration(db, actor, collaborationId))
      // What is certain is so on a day.
      const asked = query.certainty ? { asOf: dayOf(app.now()), ...query } : query
      return sendPage(request, reply, participantList, { actor, collaborationId, query: asked })
    },
  )

  app.post(
    path,
    {
      config,
      schema: operation(
        tag,
        'addParticipant',
        'Add somebody who takes part',
        'An organisation, once at a time in each role; or a description, where none is named.',
        {
          params,
          body: ref(NewParticipant),
          response: { 201: answer(Participant, 'The new participant.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await addParticipant(work, request.params.collaborationId, request.body)
        return created(row, [row.organisation])
      }),
  )

  app.get(
    onePath,
    {
      config: { access: 'public' },
      schema: operation(tag, 'getParticipant', 'Read one who takes part', 'In which role, and when.', {
        params: oneParams,
        response: { 200: answer(Participant, 'The participant.') },
      }),
    },
    async (request, reply) => {
      const { collaborationId, participantId } = request.params
      const found = await readFor(request, (db) => getParticipant(db, request.actor, collaborationId, participantId))
      return sendRow(request, reply, found, [found.organisation])
    },
  )

  app.patch(
    onePath,
    {
      config,
      schema: operation(
        tag,
        'changeParticipant',
        'Change one who takes part',
        'To end a participation, set its last day, `to`.',
        {
          params: oneParams,
          body: ref(ParticipantPatch),
          response: { 200: answer(Participant, 'The participant as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const { collaborationId, participantId } = request.params
        const row = await changeParticipant(work, collaborationId, participantId, request.body)
        return changed(row, [row.organisation])
      }),
  )

  app.post(
    `${onePath}/correction`,
    {
      config,
      schema: operation(
        tag,
        'correctParticipant',
        'Correct the last day of one who takes part',
        'Or take it away, where it was set by mistake, unless something has been built on it: a later participation in the role, the end of the organisation.',
        {
          params: oneParams,
          body: ref(ParticipantCorrection),
          response: { 200: answer(Participant, 'The participant, corrected.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const { collaborationId, participantId } = request.params
        const row = await correctParticipant(work, collaborationId, participantId, request.body)
        return changed(row, [row.organisation])
      }),
  )

  app.delete(
    onePath,
    {
      config,
      schema: operation(
        tag,
        'removeParticipant',
        'Remove one who takes part',
        'For one registered by mistake. One who leaves gets a last day instead.',
        {
          params: oneParams,
          response: { 204: noContent('It is gone.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const { collaborationId, participantId } = request.params
        await removeParticipant(work, collaborationId, participantId)
        return removed()
      }),
  )

  historyRoute(app, { path: onePath, param: 'participantId', table: 'participants', tag, noun: 'participant' })
}
