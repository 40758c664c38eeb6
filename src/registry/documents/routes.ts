import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import type { App } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { changed, created, mutate, removed } from '../../http/responses/mutate.ts'
import { answer, noContent, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { readFor } from '../../http/responses/replica-routing.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import { changeDocument, createDocument, removeDocument } from './commands.ts'
import { documentList, getDocument } from './queries.ts'
import { Document, DocumentPage, DocumentPatch, DocumentQuery, NewDocument } from './schema.ts'

const tag = 'Documents'
const params = Type.Object({ documentId: Id })

export function documentRoutes(app: App): void {
  app.get(
    '/documents',
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'listDocuments',
        'List the documents',
        'What the facts come from and what governs the work, by title.',
        {
          querystring: DocumentQuery,
          response: { 200: answer(DocumentPage, 'A page of documents.') },
        },
      ),
    },
    (request, reply) => sendPage(request, reply, documentList, { query: request.query }),
  )

  app.post(
    '/documents',
    {
      config: { access: ['coordinator'] },
      schema: operation(tag, 'createDocument', 'Add a document', 'Then the sources of other rows can refer to it.', {
        body: ref(NewDocument),
        response: { 201: answer(Document, 'The new document.') },
      }),
    },
    (request, reply) => mutate(request, reply, async (work) => created(await createDocument(work, request.body))),
  )

  app.get(
    '/documents/:documentId',
    {
      config: { access: 'public' },
      schema: operation(tag, 'getDocument', 'Read a document', 'Also one that is valid no more.', {
        params,
        response: { 200: answer(Document, 'The document.') },
      }),
    },
    async (request, reply) =>
      sendRow(request, reply, await readFor(request, (db) => getDocument(db, request.params.documentId))),
  )

  app.patch(
    '/documents/:documentId',
    {
      config: { access: ['coordinator'] },
      schema: operation(
        tag,
        'changeDocument',
        'Change a document',
        'When its date changes, so do attestedFrom and attestedTo of all that cites it.',
        {
          params,
          body: ref(DocumentPatch),
          response: { 200: answer(Document, 'The document as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) =>
        changed(await changeDocument(work, request.params.documentId, request.body)),
      ),
  )

  app.delete(
    '/documents/:documentId',
    {
      config: { access: ['coordinator'] },
      schema: operation(tag, 'removeDocument', 'Remove a document', 'For one that nothing cites.', {
        params,
        response: { 204: noContent('It is gone.') },
      }),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        await removeDocument(work, request.params.documentId)
        return removed()
      }),
  )

  historyRoute(app, { path: '/documents/:documentId', param: 'documentId', table: 'documents', tag, noun: 'document' })
}
