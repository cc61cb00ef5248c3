import numpy as np

def init(layer_dims, seed=3):
    np.random.seed(seed)
    params = {}
    L = len(layer_dims)
    for l in range(1, L):
        params[f"W{l}"] = np.random.randn(layer_dims[l], layer_dims[l-1]) * np.sqrt(2. / layer_dims[l-1])
        params[f"b{l}"] = np.zeros((layer_dims[l], 1))
    return params

def forward(X, params):
    caches = []
    A = X
    L = len(params) // 2
    for l in range(1, L):
        A_prev = A
        Z = params[f"W{l}"].dot(A_prev) + params[f"b{l}"]
        A = np.tanh(Z)
        caches.append((A_prev, Z, A))
    Z = params[f"W{L}"].dot(A) + params[f"b{L}"]
    AL = 1 / (1 + np.exp(-Z))
    caches.append((A, Z, AL))
    return AL, caches

def compute_cost(AL, Y, params, lambd):
    m = Y.shape[1]
    L = len(params) // 2
    cross = -1/m * np.sum(Y*np.log(AL) + (1-Y)*np.log(1-AL))
    l2 = 0
    for l in range(1, L + 1):
        l2 += np.sum(np.square(params["W" + str(l)]))
    return cross + lambd / (2*m) * l2

def backward(AL, Y, params, caches, lambd):
    m = Y.shape[1]
    grads = {}
    L = len(caches)
    dZ = AL - Y
    for l in reversed(range(1, L + 1)):
        A_prev, Z, A = caches[l - 1]
        if l < L:
            dZ = dA * (1 - A**2)
        grads["dW" + str(l)] = 1/m * dZ.dot(A_prev.T) + lambd/m * params["W" + str(l)]
        grads["db" + str(l)] = 1/m * np.sum(dZ, axis=1, keepdims=True)
        dA = params["W" + str(l)].T.dot(dZ)
    return grads

def step(params, grads, lr):
    for l in range(1, len(params)//2 + 1):
        params["W%d" % l] -= lr * grads["dW%d" % l]
        params["b%d" % l] -= lr * grads["db%d" % l]
    return params

def model(X, Y, layer_dims, lambd=0.7, lr=0.1, iters=500):
    params = init(layer_dims)
    for i in range(iters):
        AL, caches = forward(X, params)
        cost = compute_cost(AL, Y, params, lambd)
        grads = backward(AL, Y, params, caches, lambd)
        params = step(params, grads, lr)
        if i % 100 == 0:
            print("cost after", i, cost)
    return params
