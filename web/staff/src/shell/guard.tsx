import { Component, type ReactNode } from 'react';
import { Failure } from '../parts/states.tsx';

/** A screen that breaks leaves the others standing. Its error is not told to anybody: it may quote a client. */
export class Guard extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error ? (
      <Failure error={this.state.error} again={() => this.setState({ error: undefined })} />
    ) : (
      this.props.children
    );
  }
}
