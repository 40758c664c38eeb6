import { Type, type TSchema } from 'typebox'
import { notFound } from '../errors.ts'
import type { App } from '../http/app.ts'
import type { Tag } from '../tags.ts'
import { answer, operation } from '../http/contract/describe-operation.ts'
import { sendPage } from '../http/responses/page.ts'
import { Id } from '../http/contract/schema.ts'
import { hasHistory, historyList } from './queries.ts'
import { ChangePage, HistoryQuery } from './schema.ts'

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
      const subject = { table: typeof table === 'string' ? table : table(named), rowId: named[param]! }
      if (!(await hasHistory(app.db, subject))) throw notFound(noun, 'rad')
      return sendPage(request, reply, historyList, { ...subject, query: request.query })
    },
  )
}
