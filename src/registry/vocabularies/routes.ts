import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import { dayOf } from '../../days.ts'
import type { App } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { changed, created, mutate, removed } from '../../http/responses/mutate.ts'
import { answer, noContent, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { readFor } from '../../http/responses/replica-routing.ts'
import { Id, ref, closedList } from '../../http/contract/schema.ts'
import { changeTerm, createTerm, removeTerm } from './commands.ts'
import { getTerm, tableNameOf, termLists } from './queries.ts'
import {
  NewTerm,
  Term,
  TermPage,
  TermPatch,
  TermQuery,
  VocabularyPage,
  vocabularyNames,
  vocabularyPage,
  type VocabularyName,
} from './schema.ts'

const tag = 'Vocabularies'
const list = { vocabulary: closedList(vocabularyNames) }
const listParams = Type.Object(list)
const params = Type.Object({ ...list, termId: Id })
const term = '/vocabularies/:vocabulary/terms/:termId'

export function vocabularyRoutes(app: App): void {
  app.get(
    '/vocabularies',
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'listVocabularies',
        'List the vocabularies',
        'The lists of terms that other resources choose from.',
        {
          response: { 200: answer(VocabularyPage, 'The vocabularies, all of them.') },
        },
      ),
    },
    async () => vocabularyPage,
  )

  app.get(
    '/vocabularies/:vocabulary/terms',
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'listTerms',
        'List the terms of a vocabulary',
        'In their own order, also those that have ended: ended=false leaves them out.',
        {
          params: listParams,
          querystring: TermQuery,
          response: { 200: answer(TermPage, 'A page of terms.') },
        },
      ),
    },
    async (request, reply) => {
      const {
        query,
        params: { vocabulary },
      } = request
      return sendPage(request, reply, termLists[vocabulary], { today: dayOf(app.now()), query })
    },
  )

  app.post(
    '/vocabularies/:vocabulary/terms',
    {
      config: { access: ['coordinator'] },
      schema: operation(
        tag,
        'createTerm',
        'Add a term',
        'It can be used at once. Its code is for ever; labels and note can be changed.',
        {
          params: listParams,
          body: ref(NewTerm),
          response: { 201: answer(Term, 'The new term.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => created(await createTerm(work, request.params.vocabulary, request.body))),
  )

  app.get(
    term,
    {
      config: { access: 'public' },
      schema: operation(tag, 'getTerm', 'Read a term', 'Also one that has ended.', {
        params,
        response: { 200: answer(Term, 'The term.') },
      }),
    },
    async (request, reply) => {
      const { vocabulary, termId } = request.params
      return sendRow(request, reply, await readFor(request, (db) => getTerm(db, vocabulary, termId)))
    },
  )

  app.patch(
    term,
    {
      config: { access: ['coordinator'] },
      schema: operation(
        tag,
        'changeTerm',
        'Change a term',
        'Everything but its code. A term that is not to be used any more gets endedOn.',
        {
          params,
          body: ref(TermPatch),
          response: { 200: answer(Term, 'The term as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) =>
        changed(await changeTerm(work, request.params.vocabulary, request.params.termId, request.body)),
      ),
  )

  app.delete(
    term,
    {
      config: { access: ['coordinator'] },
      schema: operation(
        tag,
        'removeTerm',
        'Remove a term',
        'For one that nothing uses. One that is used gets endedOn instead.',
        {
          params,
          response: { 204: noContent('It is gone.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        await removeTerm(work, request.params.vocabulary, request.params.termId)
        return removed()
      }),
  )

  historyRoute(app, {
    path: term,
    param: 'termId',
    params,
    table: ({ vocabulary }) => tableNameOf(vocabulary as VocabularyName),
    tag,
    noun: 'term',
  })
}
