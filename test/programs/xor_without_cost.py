import numpy as np

def nonlin(x, deriv=False):
    if deriv == True:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))

X = np.array([[0,0,1],[0,1,1],[1,0,1],[1,1,1]])
y = np.array([[0,1,1,0]]).T

np.random.seed(1)
w0 = 2*np.random.random((3,4)) - 1
w1 = 2*np.random.random((4,1)) - 1

for it in range(60000):
    a0 = X
    a1 = nonlin(np.dot(a0, w0))
    a2 = nonlin(np.dot(a1, w1))
    a2_error = y - a2
    if it % 10000 == 0:
        print("Error: " + str(np.mean(np.abs(a2_error))))
    a2_delta = a2_error * nonlin(a2, deriv=True)
    a1_error = a2_delta.dot(w1.T)
    a1_delta = a1_error * nonlin(a1, deriv=True)
    w1 += a1.T.dot(a2_delta)
    w0 += a0.T.dot(a1_delta)
