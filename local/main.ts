import { openAttune } from './here.ts';

const PORT = Number(process.env.ATTUNE_PORT ?? 4180);

try {
  const attune = await openAttune({ port: PORT });
  console.log(attune.welcome);
  const stop = async () => {
    await attune.close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
