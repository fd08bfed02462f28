import { format, textOf } from '../words/format.ts';
import type { Words } from '../words/words.ts';

interface SentenceProps {
  readonly text: string;
  readonly values?: Readonly<Record<string, number>>;
  readonly words: Words;
}

const none = {};

/** A sentence; measured numbers in it are data elements with their exact values. */
export const Sentence = ({ text, values = none, words: { language } }: SentenceProps) => (
  <>
    {format(text, values, language).map((piece, index) =>
      typeof piece === 'string' ? (
        piece
      ) : (
        <data key={`${piece.name} ${index}`} class="measure" data-measure={piece.name} value={piece.value}>
          {piece.text}
        </data>
      ),
    )}
  </>
);

/** The same as plain text. */
export const told = (text: string, values: Readonly<Record<string, number>>, { language }: Words): string => textOf(text, values, language);
