import type { ReactNode } from 'react';

/** Rows under the words that head their columns; it scrolls by itself on a screen that is narrower. */
export const Table = ({
  heads,
  acts,
  look = 'table',
  children,
}: {
  heads?: readonly (string | false | undefined)[];
  /** The last column holds what can be done to a row. */
  acts?: boolean;
  look?: 'table' | 'month';
  children: ReactNode;
}) => (
  <div className="table-scroll">
    <table className={look}>
      {heads && (
        <thead>
          <tr>
            {heads.map(
              (head) =>
                head && (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ),
            )}
            {acts && <td />}
          </tr>
        </thead>
      )}
      <tbody>{children}</tbody>
    </table>
  </div>
);
