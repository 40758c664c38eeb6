import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import { dayOf } from '../../days.ts'
import type { App } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { actsOn } from '../../http/responses/act.ts'
import { changed, created, mutate, removed } from '../../http/responses/mutate.ts'
import { answer, noContent, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { readFor } from '../../http/responses/replica-routing.ts'
import { Day, Id, ref } from '../../http/contract/schema.ts'
import {
  changeCollaboration,
  correctCollaboration,
  createCollaboration,
  endCollaboration,
  removeCollaboration,
} from './commands.ts'
import { confirmCollaboration } from './confirmation.commands.ts'
import { participantRoutes } from './participants.routes.ts'
import { collaborationList, getCollaboration } from './queries.ts'
import {
  Collaboration,
  CollaborationCorrection,
  CollaborationEnding,
  CollaborationPage,
  CollaborationPatch,
  CollaborationQuery,
  NewCollaboration,
} from './schema.ts'

const tag = 'Collaborations'
const path = '/collaborations/:collaborationId'
const params = Type.Object({ collaborationId: Id })
const config = { access: ['coordinator'] } as const

export function collaborationRoutes(app: App): void {
  app.get(
    '/collaborations',
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'listCollaborations',
        'List collaborations',
        'With those who take part and the next times that they meet. Ideas are for coordinators and those who take part in them.',
        {
          querystring: CollaborationQuery,
          response: { 200: answer(CollaborationPage, 'A page of collaborations.') },
        },
      ),
    },
    async (request, reply) => {
      const { query, actor } = request
      const now = app.now()
      const today = dayOf(now)
      // What is certain is so on a day.
      const asked = query.certainty ? { asOf: today, ...query } : query
      return sendPage(request, reply, collaborationList, { actor, now, today, asOf: asked.asOf, query: asked })
    },
  )

  app.post(
    '/collaborations',
    {
      config,
      schema: operation(
        tag,
        'createCollaboration',
        'Register a collaboration',
        'And, in the same call, those who take part in it: all of it or nothing.',
        {
          body: ref(NewCollaboration),
          response: { 201: answer(Collaboration, 'The new collaboration.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await createCollaboration(work, request.body)
        return created(row, derivedIn(row))
      }),
  )

  app.get(
    path,
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'getCollaboration',
        'Read a collaboration',
        'With those who take part in it today, or on the day asOf.',
        {
          params,
          querystring: Type.Object({ asOf: Type.Optional(Day) }, { additionalProperties: false }),
          response: { 200: answer(Collaboration, 'The collaboration.') },
        },
      ),
    },
    async (request, reply) => {
      const { actor, query } = request
      const { collaborationId } = request.params
      const found = await readFor(request, (db) => getCollaboration(db, actor, collaborationId, app.now(), query.asOf))
      return sendRow(request, reply, found, derivedIn(found))
    },
  )

  app.patch(
    path,
    {
      config,
      schema: operation(
        tag,
        'changeCollaboration',
        'Change a collaboration',
        'Those who take part are changed under participants; it is ended by an ending, and its end changed by a correction.',
        {
          params,
          body: ref(CollaborationPatch),
          response: { 200: answer(Collaboration, 'The collaboration as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await changeCollaboration(work, request.params.collaborationId, request.body)
        return changed(row, derivedIn(row))
      }),
  )

  const act = actsOn(app, { path, config, tag, row: Collaboration, answerWith: (row) => changed(row, derivedIn(row)) })
  act(
    'ending',
    'endCollaboration',
    'End a collaboration',
    'With its last day, which has come. Doing it again changes nothing. An end that is planned is its endedOn.',
    endCollaboration,
    { body: CollaborationEnding, answered: 'The collaboration, ended.' },
  )

  act(
    'correction',
    'correctCollaboration',
    'Correct the end of a collaboration',
    'An end on the wrong day, or (`status: active`) one registered by mistake; or it is taken up again.',
    correctCollaboration,
    { body: CollaborationCorrection, answered: 'The collaboration, corrected.' },
  )

  act(
    'confirmation',
    'confirmCollaboration',
    'Confirm a collaboration',
    'That it is as it is told here, as of today: by a coordinator, or who takes part in it. When it meets next is told for a year from then.',
    confirmCollaboration,
    { answered: 'The collaboration, confirmed.', config: { access: ['coordinator', 'partner'] } },
  )

  app.delete(
    path,
    {
      config,
      schema: operation(
        tag,
        'removeCollaboration',
        'Remove a collaboration',
        'For one registered by mistake, that no participant and no contribution refers to. One that is over is ended instead.',
        {
          params,
          response: { 204: noContent('It is gone.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        await removeCollaboration(work, request.params.collaborationId)
        return removed()
      }),
  )

  historyRoute(app, { path, param: 'collaborationId', table: 'collaborations', tag, noun: 'collaboration' })
  participantRoutes(app)
}

/** What a collaboration shows that its own version does not follow: its participants, and the clock. */
function derivedIn({ participants, nextOccurrences, needsConfirmation, certainty }: Collaboration): unknown[] {
  return [participants, nextOccurrences, needsConfirmation, certainty]
}
