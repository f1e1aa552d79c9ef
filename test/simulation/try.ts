import { live } from './life.ts';
const t=Date.now(); const cpu0=process.cpuUsage().user;
const from=Number(process.argv[2]??1), n=Number(process.argv[3]??1), days=Number(process.argv[4]??90);
const reached=new Map(); const broken={} as any; const struck=new Map();
for (let i=from;i<from+n;i++){ try { const l=await live(`s${i}`,{days}); for (const [k,v] of l.reached) reached.set(k,(reached.get(k)??0)+v); for (const [k,v] of l.struck) struck.set(k,(struck.get(k)??0)+v);
 for (const b of l.broken){ const k=`${b.n} ${b.how.replace(/\d+/g,'N')}`; (broken[k]??=[]).push(`s${i}@${b.at}`);} if(n===1) console.log(l.hash.slice(0,12), l.commits.length,'commits', l.operations,'ops'); } catch(e:any){ console.log('s'+i, e.stack.split('\n').slice(0,6).join('\n')); } }
console.log([...reached].sort((a,b)=>a[0]-b[0]).map(x=>x.join(':')).join(' ')); console.log([...struck].map(x=>x.join(': ')).join('\n'));
for (const [k,v] of Object.entries(broken)) console.log(k,(v as any).length,(v as any).slice(0,4));
console.log((Date.now()-t)/n,'ms a seed', (process.cpuUsage().user-cpu0)/1000/n,'ms cpu');
