import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import { dayOf } from '../../days.ts'
import type { App } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { varies } from '../../http/responses/security-headers.ts'
import { actsOn } from '../../http/responses/act.ts'
import { changed, created, mutate, removed } from '../../http/responses/mutate.ts'
import { answer, noContent, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { languageOf } from '../../http/responses/problem.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import { changeNeed, closeNeed, createNeed, removeNeed } from './commands.ts'
import { findMatches } from './matches.queries.ts'
import { Matches, MatchesQuery } from './matches.schema.ts'
import { getNeed, needList } from './queries.ts'
import { Need, NeedPage, NeedPatch, NeedQuery, NewNeed } from './schema.ts'

const tag = 'Needs'
const path = '/needs/:needId'
const params = Type.Object({ needId: Id })
const readers = { access: ['coordinator', 'matcher', 'partner', 'reader'] } as const
const writers = { access: ['coordinator', 'matcher'] } as const

export function needRoutes(app: App): void {
  app.get(
    '/needs',
    {
      config: readers,
      schema: operation(
        tag,
        'listNeeds',
        'List needs',
        'What public organisations ask for, until it is closed; an organisation sees all of its own, and coordinators all.',
        {
          querystring: NeedQuery,
          response: { 200: answer(NeedPage, 'A page of needs.') },
        },
      ),
    },
    async (request, reply) => {
      const { query, actor } = request
      return sendPage(request, reply, needList, { actor, query })
    },
  )

  app.post(
    '/needs',
    {
      config: writers,
      schema: operation(
        tag,
        'createNeed',
        'State a need',
        'Counts, never people. A matcher states what its own organisation needs, a coordinator what any does.',
        {
          body: ref(NewNeed),
          response: { 201: answer(Need, 'The new need.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await createNeed(work, request.body)
        return created(row, shownBesides(row))
      }),
  )

  app.get(
    path,
    {
      config: readers,
      schema: operation(tag, 'getNeed', 'Read a need', 'With what is covered of it.', {
        params,
        response: { 200: answer(Need, 'The need.') },
      }),
    },
    async (request, reply) => {
      const row = await getNeed(app.db, request.actor, request.params.needId)
      return sendRow(request, reply, row, shownBesides(row))
    },
  )

  app.patch(
    path,
    {
      config: writers,
      schema: operation(
        tag,
        'changeNeed',
        'Change a need',
        'A matcher changes its own. Not below what is covered, not the type while places are held, and not once it is closed.',
        {
          params,
          body: ref(NeedPatch),
          response: { 200: answer(Need, 'The need as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await changeNeed(work, request.params.needId, request.body)
        return changed(row, shownBesides(row))
      }),
  )

  app.delete(
    path,
    {
      config: writers,
      schema: operation(
        tag,
        'removeNeed',
        'Remove a need',
        'One that no allocation refers to; another is closed instead.',
        {
          params,
          response: { 204: noContent('It is gone.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        await removeNeed(work, request.params.needId)
        return removed()
      }),
  )

  const act = actsOn(app, {
    path,
    config: writers,
    tag,
    row: Need,
    answerWith: (row) => changed(row, shownBesides(row)),
  })
  act(
    'closure',
    'closeNeed',
    'Close a need',
    'It asks for no more; what is allocated stays. Doing it again changes nothing.',
    closeNeed,
    { answered: 'The need as it is now.' },
  )

  app.get(
    `${path}/matches`,
    {
      config: readers,
      schema: operation(
        tag,
        'findMatches',
        'Find what could answer a need',
        'Published contributions of its type that share days with the need, can still be applied for and have nobody waiting in line, each with a score from 0 to 100 and its reasons; a person decides. `take` names the best combination: it covers as much of what remains as can be, then has the highest scores place by place, then the fewest contributions. At most 500 are considered, those that share the most days.',
        {
          params,
          querystring: MatchesQuery,
          response: { 200: answer(Matches, 'Suggestions, best first.') },
        },
      ),
    },
    async (request, reply) => {
      const language = languageOf(request)
      varies(reply, 'accept-language')
      reply.header('content-language', language)
      const { limit = 20 } = request.query
      return findMatches(app.db, request.actor, request.params.needId, { today: dayOf(app.now()), limit, language })
    },
  )

  historyRoute(app, { path, param: 'needId', table: 'needs', tag, noun: 'need' })
}

/** What a need shows that its own version does not follow: a name, and a counter. */
function shownBesides({ organisation, covered }: Need): unknown[] {
  return [organisation.name, covered]
}
