// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IGPUVault} from "../src/IGPUVault.sol";
import {HookToken} from "./support/OddTokens.sol";
import {BurningReceiver, ReentrantAccount, RefusingReceiver} from "./support/Receivers.sol";
import {Token} from "./support/Token.sol";
import {OfCoin, OfToken} from "./support/VaultKind.sol";
import {VaultTest} from "./support/VaultTest.sol";

/// @dev Receivers that do not behave: of the coin, and of a token that calls them.
abstract contract ReceiversTest is VaultTest {
    function _makeToken() internal override returns (Token) {
        return new HookToken();
    }

    function setUp() public override {
        super.setUp();
        _deposit(customer, 1000);
    }

    function test_aRefusingReceiverHarmsOnlyItself() public {
        address receiver = address(new RefusingReceiver());
        _refuse(IGPUVault.TransferMismatch.selector, 0, 1000);
        vm.prank(customer);
        vault.withdraw(1000, receiver);
        vm.prank(customer);
        vault.withdraw(1000, stranger);
        vm.assertEq(_moneyOf(stranger), 1000);
    }

    function test_aGasBurningReceiverHarmsOnlyItself() public {
        address receiver = address(new BurningReceiver());
        _refuse(IGPUVault.TransferMismatch.selector, 0, 1000);
        vm.prank(customer);
        vault.withdraw{gas: 500_000}(1000, receiver);
        vm.assertEq(vault.balanceOf(customer), 1000);
    }

    function test_aReenteringReceiverGetsWhatIsItsOwn() public {
        ReentrantAccount account = new ReentrantAccount(vault);
        _deposit(address(account), 100);
        account.withdrawTwice(60, 40, false);
        vm.assertEq(_moneyOf(address(account)), 100);
        vm.assertEq(_moneyOf(address(vault)), 1000);
    }

    function test_aReenteringReceiverGetsNoMore() public {
        ReentrantAccount account = new ReentrantAccount(vault);
        _deposit(address(account), 100);
        _refuse(IGPUVault.TransferMismatch.selector, 0, 60);
        account.withdrawTwice(60, 60, false);
        vm.assertEq(vault.balanceOf(address(account)), 100);
    }

    function test_aProviderThatRefusesCoinDoesNotStopTheEnd() public {
        address receiver = address(new RefusingReceiver());
        vm.prank(owner);
        vault.setFeeRecipient(receiver);
        _deposit(customer, HOLD);
        IGPUVault.RentalOrder memory order = _order(1);
        order.provider = receiver;
        _open(order, CUSTOMER_KEY);
        _pass(1000);
        _settle(1, 1000, true);
        vm.assertEq(vault.balanceOf(receiver), 1000e15);
        vm.prank(receiver);
        vault.withdraw(1000e15, stranger);
        vm.assertEq(_moneyOf(stranger), 1000e15);
    }

    function test_aReceiverThatReclaimsFromWithinGetsItsHoldOnce() public {
        ReentrantAccount account = new ReentrantAccount(vault);
        _deposit(address(account), 100);
        _deposit(customer, HOLD);
        _open(_order(1), CUSTOMER_KEY);
        _pass(TERM + 7 days);
        account.withdrawAnd(60, abi.encodeCall(vault.reclaim, (1)));
        vm.assertEq(vault.balanceOf(customer), 1000 + HOLD);
        vm.assertEq(vault.balanceOf(address(account)), 40);
        vm.assertEq(_moneyOf(address(vault)), 1040 + HOLD);
        _refuse(IGPUVault.TransferMismatch.selector, 0, 40);
        account.withdrawAnd(40, abi.encodeCall(vault.reclaim, (1)));
    }
}

contract TokenReceiversTest is ReceiversTest, OfToken {}

contract NativeReceiversTest is ReceiversTest, OfCoin {}
