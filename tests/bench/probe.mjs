import { openEmbedded } from '../../src/db/embedded.ts'
import { makeKeys } from './fill.ts'
import { startRegister, startDriver, cpuMs, postgresCpuMs, postmasterOf } from './processes.ts'
import pg from 'pg'
const d = await openEmbedded('/tmp/bd', { use: 'shared' })
const at=(u)=>{const x=new URL(u);x.pathname='/bench_10000';return x.href}
const url=at(d.ownerUrl)
const keys=await makeKeys(url)
const reg=await startRegister({DATABASE_URL:url,PORT:'0',SEED:'none',LOG_LEVEL:process.env.LL??'info',RATE_LIMIT:process.env.RL??'off'})
const c=new pg.Client(url); await c.connect(); const id=(await c.query("select c.id from contributions c join organisations o on o.id=c.organisation_id where o.visibility='public' and status='published' limit 1")).rows[0].id; await c.end()
const pm=await postmasterOf(url)
const drv=startDriver()
const B='/samhallskontraktet/v1', H={authorization:'Bearer '+keys.reader}
const paths={live:['/health/live',{}],about:[B,H],aboutNoKey:[B,{}],one:[B+'/contributions/'+id,H],oneNoKey:[B+'/contributions/'+id,{}],list1:[B+'/contributions?limit=1&type=feriejobb&status=published&sort=startsOn',H],list:[B+'/contributions?type=feriejobb&status=published&sort=startsOn&limit=50',H]}
for (const [n,[path,headers]] of Object.entries(paths)) { if(process.argv[2]&&!process.argv[2].split(',').includes(n))continue
 const run=(s)=>drv.run({url:reg.url,calls:[{method:'GET',path,headers}],expected:200,connections:16,seconds:s})
 await run(1); const a=cpuMs(reg.pid),b=postgresCpuMs(pm); const m=await run(4); console.log(n.padEnd(12),Math.round(m.perSecond),'/s cpu µs',Math.round((cpuMs(reg.pid)-a)*1000/m.requests),'pg',Math.round((postgresCpuMs(pm)-b)*1000/m.requests),'err',m.errors)}
await reg.stop(); await drv.stop(); await d.stop()
