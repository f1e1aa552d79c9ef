/** Of the environment. @throws Error where the function was deployed without it */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment has no ${name}`);
  return value;
}
