/** What is written one a line: a list as a text, and the text as a list. */
type Contact = { name: string; phone?: string };

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

export const saidContact = ({ name, phone }: Contact): string => [name, phone].filter(Boolean).join(', ');

/** “Name, phone number” a line; what else was known of somebody by that name stays. */
export const contactsOf = <One extends Contact>(text: string, before: One[] = []): One[] =>
  linesOf(text).map((line) => {
    const [, name = line, phone] = /^(.*?)[,:]?\s*(\+?[\d][\d ()-]{5,})$/.exec(line) ?? [];
    const known = before.find((one) => one.name === name.trim());
    return { ...known, name: name.trim(), ...(phone && { phone: phone.trim() }) } as One;
  });
