import { answersTo, labelOf, type Needs, type QuestionName, questionNames, questions } from './questions.ts';

interface FormProps {
  readonly needs: Needs;
  answer(question: QuestionName, answer: string): void;
}

const Question = ({ name, needs, answer }: FormProps & { readonly name: QuestionName }) => (
  <fieldset class="question">
    <legend>{questions[name].asks}</legend>
    {answersTo(name).map((option) => (
      <label key={option}>
        <input type="radio" name={name} value={option} checked={needs[name] === option} onChange={() => answer(name, option)} />
        <span>{labelOf(name, option)}</span>
      </label>
    ))}
  </fieldset>
);

/** The seven questions. */
export const QuestionForm = (props: FormProps) => (
  <form class="questions" aria-label="Seven questions" onSubmit={(event) => event.preventDefault()}>
    {questionNames.map((name) => (
      <Question key={name} name={name} {...props} />
    ))}
  </form>
);
