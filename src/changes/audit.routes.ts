import { Type } from 'typebox'
import type { App } from '../http/app.ts'
import { sendRow } from '../http/responses/etag.ts'
import { created, mutate } from '../http/responses/mutate.ts'
import { answer, operation } from '../http/contract/describe-operation.ts'
import { sendPage } from '../http/responses/page.ts'
import { Id, ref } from '../http/contract/schema.ts'
import { changeList, sealChanges } from './queries.ts'
import { redact } from './redaction.commands.ts'
import { getRedaction, redactionList } from './redactions.queries.ts'
import { NewRedaction, Redaction, RedactionPage, RedactionQuery } from './redactions.schema.ts'
import { ChangePage, ChangeQuery } from './schema.ts'

const tag = 'Audit'

/** The log as a whole, and what is taken out of it: for coordinators. */
export function auditRoutes(app: App): void {
  app.get(
    '/changes',
    {
      config: { access: ['coordinator'] },
      schema: operation(
        tag,
        'listChanges',
        'Read the log',
        'Everything that was written: who, for whom, with which key, on which request, old and new; the latest first. With `sort=position` it can be followed: nothing ever appears before what has been read.',
        { querystring: ChangeQuery, response: { 200: answer(ChangePage, 'What happened.') } },
      ),
    },
    async (request, reply) => {
      await sealChanges(app.db)
      return sendPage(request, reply, changeList, { query: request.query })
    },
  )

  app.post(
    '/redactions',
    {
      config: { access: ['coordinator'] },
      schema: operation(
        tag,
        'redact',
        'Take a text out of the log',
        'For a text that should never have been written: change the row first, then take what it said out of its history, for good. The log shows that, when and by whom, and still proves that nothing else was touched.',
        { body: ref(NewRedaction), response: { 201: answer(Redaction, 'What was taken out.') } },
      ),
    },
    (request, reply) => mutate(request, reply, async (work) => created(await redact(work, request.body))),
  )

  app.get(
    '/redactions',
    {
      config: { access: ['coordinator'] },
      schema: operation(tag, 'listRedactions', 'List redactions', 'What was taken out of the log; the latest first.', {
        querystring: RedactionQuery,
        response: { 200: answer(RedactionPage, 'A page of redactions.') },
      }),
    },
    async (request, reply) => sendPage(request, reply, redactionList, { query: request.query }),
  )

  app.get(
    '/redactions/:redactionId',
    {
      config: { access: ['coordinator'] },
      schema: operation(tag, 'getRedaction', 'Read a redaction', 'What was taken out of the log, and why.', {
        params: Type.Object({ redactionId: Id }),
        response: { 200: answer(Redaction, 'The redaction.') },
      }),
    },
    async (request, reply) => sendRow(request, reply, await getRedaction(app.db, request.params.redactionId)),
  )
}
