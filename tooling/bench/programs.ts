/** Python programs that are analysed: networks of any depth, written out as people write them. */

/** A network of so many layers with its training loop, in the course's style; about 14 lines a layer. */
export function networkProgram(layers: number): string {
  const hidden = layers - 1;
  const numbers = Array.from({ length: layers }, (_, i) => i + 1);
  const lines = [
    '"""A network with L2, written out layer by layer."""',
    'import numpy as np',
    '',
    '',
    'def sigmoid(x):',
    '    return 1 / (1 + np.exp(-x))',
    '',
    '',
    'def relu(x):',
    '    return np.maximum(0, x)',
    '',
    '',
    'def initialize_parameters(layers_dims, seed=3):',
    '    """Small random weights and zero biases: W1, b1, W2, b2, ..."""',
    '    np.random.seed(seed)',
    '    parameters = {}',
    '    for l in range(1, len(layers_dims)):',
    '        scale = np.sqrt(layers_dims[l - 1])',
    '        parameters["W" + str(l)] = np.random.randn(layers_dims[l], layers_dims[l - 1]) / scale',
    '        parameters["b" + str(l)] = np.zeros((layers_dims[l], 1))',
    '    return parameters',
    '',
    '',
    'def forward_propagation(X, parameters):',
    `    """LINEAR -> RELU, ${hidden} times, then LINEAR -> SIGMOID."""`,
    ...numbers.map((l) => `    W${l}, b${l} = parameters["W${l}"], parameters["b${l}"]`),
    '',
    ...numbers.flatMap((l) => [
      `    Z${l} = np.dot(W${l}, ${l === 1 ? 'X' : `A${l - 1}`}) + b${l}`,
      `    A${l} = ${l === layers ? 'sigmoid' : 'relu'}(Z${l})`,
    ]),
    '',
    `    cache = (${numbers.map((l) => `Z${l}, A${l}, W${l}, b${l}`).join(', ')})`,
    `    return A${layers}, cache`,
    '',
    '',
    `def compute_cost(A${layers}, Y, parameters, lambd):`,
    '    """Cross-entropy, averaged over the examples, and the L2 penalty."""',
    '    m = Y.shape[1]',
    `    cross_entropy = -np.sum(Y * np.log(A${layers}) + (1 - Y) * np.log(1 - A${layers})) / m`,
    '    squares = 0',
    ...numbers.map((l) => `    squares = squares + np.sum(np.square(parameters["W${l}"]))`),
    '    return cross_entropy + lambd / (2 * m) * squares',
    '',
    '',
    'def backward_propagation(X, Y, cache, lambd):',
    '    """The gradients of the cost by every parameter."""',
    '    m = X.shape[1]',
    `    (${numbers.map((l) => `Z${l}, A${l}, W${l}, b${l}`).join(', ')}) = cache`,
    '',
    ...numbers.toReversed().flatMap((l) => backwardLines(l, layers)),
    `    return {${numbers.map((l) => `"dW${l}": dW${l}, "db${l}": db${l}`).join(', ')}}`,
    '',
    '',
    'def update_parameters(parameters, grads, learning_rate):',
    '    """One step of gradient descent."""',
    ...numbers.flatMap((l) => [
      `    parameters["W${l}"] = parameters["W${l}"] - learning_rate * grads["dW${l}"]`,
      `    parameters["b${l}"] = parameters["b${l}"] - learning_rate * grads["db${l}"]`,
    ]),
    '    return parameters',
    '',
    '',
    'def model(X, Y, learning_rate=0.3, num_iterations=3000, lambd=0.7):',
    '    """Trains and returns the parameters."""',
    `    parameters = initialize_parameters([X.shape[0], ${Array.from({ length: hidden }, (_, i) => 6 - (i % 3)).join(', ')}, 1])`,
    '    for i in range(num_iterations):',
    `        A${layers}, cache = forward_propagation(X, parameters)`,
    `        cost = compute_cost(A${layers}, Y, parameters, lambd)`,
    '        grads = backward_propagation(X, Y, cache, lambd)',
    '        parameters = update_parameters(parameters, grads, learning_rate)',
    '        if i % 1000 == 0:',
    '            print("cost after iteration", i, cost)',
    '    return parameters',
    '',
  ];
  return lines.join('\n');
}

function backwardLines(l: number, layers: number): string[] {
  const before = l === 1 ? 'X' : `A${l - 1}`;
  return [
    ...(l === layers
      ? [`    dZ${l} = A${l} - Y`]
      : [`    dA${l} = np.dot(W${l + 1}.T, dZ${l + 1})`, `    dZ${l} = dA${l} * (Z${l} > 0)`]),
    `    dW${l} = 1 / m * np.dot(dZ${l}, ${before}.T) + lambd / m * W${l}`,
    `    db${l} = 1 / m * np.sum(dZ${l}, axis=1, keepdims=True)`,
    '',
  ];
}

/** The program with further functions behind it, as files have them that also load, plot and report, up to so many lines. */
export function lengthened(program: string, lines: number): string {
  const missing = lines - (program.split('\n').length - 1);
  const parts: string[] = [];
  let written = 0;
  for (let number = 1; written < missing; number++) {
    const block = reportLines(number).slice(0, missing - written);
    // What is left at the end is filled with comments, so that no function stays half written.
    const whole = block.length === reportLines(number).length ? block : block.map(() => '# further notes');
    parts.push(...whole);
    written += whole.length;
  }
  return `${program}${parts.join('\n')}${parts.length > 0 ? '\n' : ''}`;
}

function reportLines(number: number): string[] {
  return [
    '',
    '',
    `def report_${number}(history, every=${10 * number}):`,
    '    """Prints the history in columns and returns how much was printed."""',
    '    printed = 0',
    '    for step, cost in enumerate(history):',
    '        if step % every != 0:',
    '            continue',
    '        label = "step {:6d}".format(step)',
    '        print(label, round(cost, 4), "*" * int(40 * cost))',
    '        printed += 1',
    '    if printed == 0:',
    '        print("nothing to report")',
    '    return printed',
  ];
}
