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
import { changeArea, createArea, removeArea } from './commands.ts'
import { areaList, getArea } from './queries.ts'
import { Area, AreaPage, AreaPatch, AreaQuery, NewArea } from './schema.ts'

const tag = 'Areas'
const params = Type.Object({ areaId: Id })

export function areaRoutes(app: App): void {
  app.get(
    '/areas',
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'listAreas',
        'List the areas',
        'What the programme wants to achieve something in, by number.',
        {
          querystring: AreaQuery,
          response: { 200: answer(AreaPage, 'A page of areas.') },
        },
      ),
    },
    async (request, reply) => {
      return sendPage(request, reply, areaList, { today: dayOf(app.now()), query: request.query })
    },
  )

  app.post(
    '/areas',
    {
      config: { access: ['coordinator'] },
      schema: operation(tag, 'createArea', 'Add an area', 'Its code is for ever; the rest can be changed.', {
        body: ref(NewArea),
        response: { 201: answer(Area, 'The new area.') },
      }),
    },
    (request, reply) => mutate(request, reply, async (work) => created(await createArea(work, request.body))),
  )

  app.get(
    '/areas/:areaId',
    {
      config: { access: 'public' },
      schema: operation(tag, 'getArea', 'Read an area', 'Also one that has ended.', {
        params,
        response: { 200: answer(Area, 'The area.') },
      }),
    },
    async (request, reply) =>
      sendRow(request, reply, await readFor(request, (db) => getArea(db, request.params.areaId))),
  )

  app.patch(
    '/areas/:areaId',
    {
      config: { access: ['coordinator'] },
      schema: operation(
        tag,
        'changeArea',
        'Change an area',
        'Everything but its code. An area that is not to be used any more gets endedOn.',
        {
          params,
          body: ref(AreaPatch),
          response: { 200: answer(Area, 'The area as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => changed(await changeArea(work, request.params.areaId, request.body))),
  )

  app.delete(
    '/areas/:areaId',
    {
      config: { access: ['coordinator'] },
      schema: operation(
        tag,
        'removeArea',
        'Remove an area',
        'For one that nothing uses. One that is used gets endedOn instead.',
        {
          params,
          response: { 204: noContent('It is gone.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        await removeArea(work, request.params.areaId)
        return removed()
      }),
  )

  historyRoute(app, { path: '/areas/:areaId', param: 'areaId', table: 'areas', tag, noun: 'area' })
}
