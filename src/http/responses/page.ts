import type { Reader } from '../../db/connect.ts'
import type { Asked, List, PageQuery } from '../../db/statements/list.ts'
import { pageOf } from '../../db/statements/page.ts'
import { readAs } from '../../work.ts'
import type { Reply, Request } from '../app.ts'
import { etagOfList, isKnown } from './etag.ts'
import { formatWanted, narrowed, sendWhole } from './export.ts'
import { readFor } from './replica-routing.ts'
import { varies } from './security-headers.ts'
import { sourceDigest } from './source-digest.ts'

/** Answers a list: one page of it, the links, and the count when it was asked for; or all of it, in another format. */
export async function sendPage<About, Query extends PageQuery, Row>(
  request: Request,
  reply: Reply,
  list: List<About, Query, Row>,
  asked: Asked<About, Query>,
) {
  varies(reply, 'accept')
  const format = formatWanted(request)
  if (format) return sendWhole(request, reply, list, asked, format)
  const { fields } = asked.query
  const readPage = pageOf(list, asked, pathAndQuery(request.url).path)
  const read = async (db: Reader) => ((await isUnchanged(request, reply, list, asked, db)) ? undefined : readPage(db))
  const page = await readFor(request, (db) => (list.isPersonal ? readAs(db, request.actor, read) : read(db)))
  if (!page) return reply.code(304).send()
  const { rows, next, total, totalCertain } = page
  // A narrowed item lacks fields that its schema requires; only declared names can have been asked for.
  if (fields) reply.type('application/json; charset=utf-8').serializer(JSON.stringify)
  return reply.send({
    items: rows.map((row) => narrowed(list.present(row, asked), fields)),
    _links: linksOf(request, next),
    ...(total !== undefined && { total }),
    ...(totalCertain !== undefined && { totalCertain }),
  })
}

/**
 * Gives a list that caches may keep its tag, and tells whether the caller has it. Counted before the list is read: a tag
 * may be older than what it stands for, but never newer, or a change that comes in between would stay unseen.
 */
async function isUnchanged<About, Query, Row>(
  request: Request,
  reply: Reply,
  { asOf, isPersonal }: List<About, Query, Row>,
  asked: Asked<About, Query>,
  db: Reader,
) {
  const { actor, url, server } = request
  if (actor.kind !== 'public' || isPersonal) return false
  const etag = etagOfList([sourceDigest(), url, asOf?.(asked), await server.revisionOf(db)])
  reply.header('etag', etag)
  return isKnown(request, etag)
}

function linksOf(request: Request, next: string | undefined) {
  const { path, search } = pathAndQuery(request.url)
  const to = (change: (names: URLSearchParams) => void) => {
    const names = new URLSearchParams(search)
    change(names)
    const query = names.toString()
    return { href: query ? `${path}?${query}` : path }
  }
  const withoutPlace = (names: URLSearchParams) => {
    names.delete('page')
    names.delete('cursor')
  }
  return {
    self: to(() => {}),
    first: to(withoutPlace),
    ...(next && {
      next: to((names) => {
        withoutPlace(names)
        names.set('cursor', next)
      }),
    }),
  }
}

/** A query may itself hold question marks. */
function pathAndQuery(url: string) {
  const at = url.indexOf('?')
  return at < 0 ? { path: url, search: '' } : { path: url.slice(0, at), search: url.slice(at + 1) }
}
