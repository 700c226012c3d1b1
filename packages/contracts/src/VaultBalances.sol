// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IGPUVault} from "./IGPUVault.sol";

/// @dev One balance per account, and the only code that touches the token or the coin. There is no re-entrancy guard:
/// a deposit is credited after it has arrived and been measured, so that a callback on its way spoils the measure and
/// nothing else; a withdrawal is debited before it is paid, and the payment comes last. On the way out the token's
/// answer is believed, so that one which starts to charge locks nothing in.
abstract contract VaultBalances is IGPUVault {
    using SafeERC20 for IERC20;

    /// @inheritdoc IGPUVault
    address public immutable token;

    /// @inheritdoc IGPUVault
    mapping(address account => uint256) public balanceOf;

    constructor(address token_) {
        token = token_;
    }

    /// @inheritdoc IGPUVault
    function deposit(uint256 amount) external payable {
        _deposit(msg.sender, amount);
    }

    /// @inheritdoc IGPUVault
    function depositFor(address account, uint256 amount) external payable {
        if (account == address(0)) revert ZeroAddress();
        _deposit(account, amount);
    }

    /// @inheritdoc IGPUVault
    function withdraw(uint256 amount, address to) external {
        if (amount == 0) revert ZeroAmount();
        if (to == address(0)) revert ZeroAddress();
        if (to == address(this)) revert TransferMismatch(0, amount);
        _debit(msg.sender, amount);
        emit Withdrawn(msg.sender, to, amount);
        bool paid;
        if (token == address(0)) (paid,) = to.call{value: amount}("");
        else paid = IERC20(token).trySafeTransfer(to, amount);
        if (!paid) revert TransferMismatch(0, amount);
    }

    /// @dev Takes `amount` from a balance that covers it.
    function _debit(address account, uint256 amount) internal {
        uint256 available = balanceOf[account];
        if (available < amount) revert InsufficientBalance(available, amount);
        unchecked {
            balanceOf[account] = available - amount;
        }
    }

    /// @dev Never reverts. Honest sums cannot overflow; under a token that unmakes what the vault holds they stay at the
    /// top, so that even then every rental ends.
    function _credit(address account, uint256 amount) internal {
        unchecked {
            uint256 sum = balanceOf[account] + amount;
            balanceOf[account] = sum < amount ? type(uint256).max : sum;
        }
    }

    function _deposit(address account, uint256 amount) private {
        if (amount == 0) revert ZeroAmount();
        if (token == address(0)) {
            if (msg.value != amount) revert WrongValue(msg.value, amount);
        } else {
            if (msg.value != 0) revert WrongValue(msg.value, 0);
            _pullToken(amount);
        }
        balanceOf[account] += amount;
        emit Deposited(account, msg.sender, amount);
    }

    /// @dev Nothing less and nothing more than `amount` must arrive.
    function _pullToken(uint256 amount) private {
        uint256 before = IERC20(token).balanceOf(address(this));
        bool moved = IERC20(token).trySafeTransferFrom(msg.sender, address(this), amount);
        uint256 afterwards = moved ? IERC20(token).balanceOf(address(this)) : before;
        uint256 received = afterwards > before ? afterwards - before : 0;
        if (received != amount) revert TransferMismatch(received, amount);
    }
}
