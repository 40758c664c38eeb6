import { Type, type TSchema } from 'typebox'
import { notFound } from '../errors.ts'
import type { App } from '../http/app.ts'
import { sendRow } from '../http/etag.ts'
import type { Tag } from '../http/openapi.ts'
import { answer, operation } from '../http/operation.ts'
import { sendPage } from '../http/page.ts'
import { Id, ref } from '../http/schema.ts'
import { created, mutate } from '../http/mutate.ts'
import { changeOrders, countChanges, historyOrders, listChanges, sealChanges, toChange } from './queries.ts'
import { redact } from './redaction.commands.ts'
import { countRedactions, getRedaction, listRedactions, redactionOrders, toRedaction } from './redactions.queries.ts'
import { NewRedaction, Redaction, RedactionPage, RedactionQuery } from './redactions.schema.ts'
import { ChangePage, ChangeQuery, HistoryQuery } from './schema.ts'

interface Subject {
  /** The path of one row, such as `/organisations/:organisationId`. */
  path: string
  param: string
  /** The table of the row, or how the path names it. */
  table: string | ((params: Record<string, string>) => string)
  /** The parameters of the path, where not all of them are ids. */
  params?: TSchema
  tag: Tag
  noun: string
}

const tag = 'Audit'

/** The log as a whole, and what is taken out of it: for coordinators. */
export function changeRoutes(app: App): void {
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
      const selection = { query: request.query }
      await sealChanges(app.db)
      return sendPage(request, reply, {
        orders: changeOrders,
        fallback: '-position',
        list: (order, window) => listChanges(app.db, selection, order, window),
        count: () => countChanges(app.db, selection),
        present: toChange,
      })
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
    async (request, reply) =>
      sendPage(request, reply, {
        orders: redactionOrders,
        fallback: '-createdAt',
        list: (order, window) => listRedactions(app.db, request.query, order, window),
        count: () => countRedactions(app.db, request.query),
        present: ({ row }) => toRedaction(row),
      }),
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

/** `GET .../history` of a row, for coordinators: who changed what, and when. */
export function historyRoute(app: App, { path, param, table, params, tag, noun }: Subject): void {
  const name = noun.toLowerCase().replace(/(?:^|[ -])([a-z])/g, (_, letter: string) => letter.toUpperCase())
  app.get(
    `${path}/history`,
    {
      config: { access: ['coordinator'] },
      schema: operation(
        tag,
        `list${name}History`,
        `Read the history of this ${noun}`,
        'Who changed what, and when; the latest first. Also of one that has been removed.',
        {
          params: params ?? Type.Object(Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, id]) => [id, Id]))),
          querystring: HistoryQuery,
          response: { 200: answer(ChangePage, 'What happened.') },
        },
      ),
    },
    async (request, reply) => {
      const named = request.params as Record<string, string>
      const rowId = named[param]!
      const source = typeof table === 'string' ? table : table(named)
      if ((await countChanges(app.db, { table: source, rowId, query: {} })) === 0) throw notFound(noun, 'rad')
      const selection = { table: source, rowId, query: request.query }
      return sendPage(request, reply, {
        orders: historyOrders,
        fallback: '-at',
        list: (order, window) => listChanges(app.db, selection, order, window),
        count: () => countChanges(app.db, selection),
        present: toChange,
      })
    },
  )
}
