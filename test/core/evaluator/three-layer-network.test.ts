import { beforeAll, describe, expect, test } from 'vitest';
import { type Evaluated, evaluate } from '../../support/evaluate.ts';

const program = `
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def relu(z):
    return np.maximum(0, z)

def initialize_parameters(layer_sizes):
    np.random.seed(3)
    parameters = {}
    for l in range(1, len(layer_sizes)):
        parameters["W" + str(l)] = np.random.randn(layer_sizes[l], layer_sizes[l - 1]) / np.sqrt(layer_sizes[l - 1])
        parameters["b" + str(l)] = np.zeros((layer_sizes[l], 1))
    return parameters

def forward_propagation(X, parameters):
    W1, b1 = parameters["W1"], parameters["b1"]
    W2, b2 = parameters["W2"], parameters["b2"]
    W3, b3 = parameters["W3"], parameters["b3"]
    Z1 = np.dot(W1, X) + b1
    A1 = relu(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = relu(Z2)
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    cache = (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3)
    return A3, cache

def compute_cost(A3, Y, parameters, lambd):
    m = Y.shape[1]
    logprobs = np.multiply(-np.log(A3), Y) + np.multiply(-np.log(1 - A3), 1 - Y)
    cross_entropy = 1. / m * np.nansum(logprobs)
    penalty = lambd / (2 * m) * sum(np.sum(np.square(parameters["W" + str(l)])) for l in (1, 2, 3))
    return cross_entropy + penalty

def backward_propagation(X, Y, cache, lambd):
    m = X.shape[1]
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dW3 = 1. / m * np.dot(dZ3, A2.T) + lambd / m * W3
    db3 = 1. / m * np.sum(dZ3, axis=1, keepdims=True)
    dA2 = np.dot(W3.T, dZ3)
    dZ2 = np.multiply(dA2, np.int64(A2 > 0))
    dW2 = 1. / m * np.dot(dZ2, A1.T) + lambd / m * W2
    db2 = 1. / m * np.sum(dZ2, axis=1, keepdims=True)
    dA1 = np.dot(W2.T, dZ2)
    dZ1 = np.multiply(dA1, np.int64(A1 > 0))
    dW1 = 1. / m * np.dot(dZ1, X.T) + lambd / m * W1
    db1 = 1. / m * np.sum(dZ1, axis=1, keepdims=True)
    gradients = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2, "dW3": dW3, "db3": db3}
    return gradients

def update_parameters(parameters, grads, learning_rate=0.1):
    for l in range(len(parameters) // 2):
        parameters["W%d" % (l + 1)] -= learning_rate * grads["dW" + str(l + 1)]
        parameters["b%d" % (l + 1)] -= learning_rate * grads[f"db{l + 1}"]
    return parameters

def model(X, Y, num_iterations=30000, lambd=0.7, print_cost=True):
    costs = []
    parameters = initialize_parameters([X.shape[0], 4, 3, 1])
    for i in range(0, num_iterations):
        A3, cache = forward_propagation(X, parameters)
        cost = compute_cost(A3, Y, parameters, lambd)
        grads = backward_propagation(X, Y, cache, lambd)
        parameters = update_parameters(parameters, grads)
        if print_cost and i % 1000 == 0:
            print("Cost after iteration {}: {}".format(i, cost))
            costs.append(cost)
    plt.plot(costs)
    plt.show()
    return parameters

X = np.array([[1.0, -0.5, 0.25, 2.0, 0.1], [0.5, 0.75, -1.0, 0.3, 1.2]])
Y = np.array([[1, 0, 1, 0, 1]])
trained = model(X, Y)
`;

describe('a three-layer network with an L2 penalty, as a course writes it', () => {
  let run: Evaluated;
  beforeAll(async () => {
    run = await evaluate(program);
  });

  test('runs to its end, with one pass of the training loop', () => {
    expect(run.trace.interruptions).toEqual([]);
    expect(run.bindings('dW1').filter((binding) => binding.kind === 'name')).toHaveLength(1);
    expect(run.bindings('costs')).toHaveLength(1);
    expect(Object.keys(run.value('trained') as object)).toEqual(['W1', 'b1', 'W2', 'b2', 'W3', 'b3']);
  });

  test('every gradient is on the tape, under its name and as an entry of the returned dict', () => {
    for (const name of ['dW1', 'dW2', 'dW3', 'db1', 'db2', 'db3']) {
      const [assigned, entry] = run.bindings(name);
      expect(assigned?.kind).toBe('name');
      expect(assigned?.node).not.toBeNull();
      expect(entry?.kind).toBe('dictEntry');
      expect(entry?.node).toBe(assigned?.node);
      expect(assigned?.frame.qualifiedName).toBe('backward_propagation');
    }
  });

  test('an update through a formatted key is an augmented binding with the value before and after', () => {
    const update = run.bindings('W2').find((binding) => binding.kind === 'subscript' && binding.augmented);
    expect(update?.text).toBe('parameters["W%d" % (l + 1)]');
    expect(update?.container).toBe('parameters');
    expect(update?.augmented).toBe('-');
    expect(update?.loops.map((position) => position.iteration)).toEqual([0, 1]);
    expect(update?.previousNode).not.toBe(update?.node);
    expect(run.tape.nodes[update?.node ?? -1]?.operation).toBe('subtract');
  });

  test('the calls are recorded with arguments, result and the frames they were made from', () => {
    const backward = run.trace.calls.find((call) => call.callee.name === 'backward_propagation');
    expect([...(backward?.arguments.keys() ?? [])]).toEqual(['X', 'Y', 'cache', 'lambd']);
    expect(backward?.result?.type).toBe('dict');
    expect(backward?.frame.parent?.qualifiedName).toBe('model');
  });
});
